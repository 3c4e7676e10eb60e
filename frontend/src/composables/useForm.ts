/**
 * Sending a form: once, whatever is clicked; the server's answer beside the field it names, else as a notice.
 * The key stays the same while the content does, so that a repeated try is recognised as the same.
 */

import { reactive, ref, watch } from "vue";

import { asApiError } from "@/api/errors";

import { newKey } from "./key";
import { useNotice } from "./useNotice";

export function useForm<F extends object>(form: F) {
  const notice = useNotice();
  const sending = ref(false);
  /** The server's words by field. */
  const errors = reactive<Record<string, string>>({});
  let key = newKey();

  watch(form, () => {
    key = newKey();
    for (const name of Object.keys(errors)) errors[name] = "";
  });

  /** Send; whether it went well. `known` are the fields that have a place on the form. */
  async function send(known: readonly string[], work: (key: string) => Promise<unknown>): Promise<boolean> {
    if (sending.value) return false;
    sending.value = true;
    try {
      await work(key);
      key = newKey(); // the same form sent once more is meant once more
      return true;
    } catch (thrown) {
      const error = asApiError(thrown);
      // What was refused was not begun; only a lost answer must be asked for again under the same key.
      if (!error.isAway) key = newKey();
      if (error.field && known.includes(error.field)) errors[error.field] = error.reason;
      else notice.failed(error);
      return false;
    } finally {
      sending.value = false;
    }
  }

  return { sending, errors, send, notice };
}
