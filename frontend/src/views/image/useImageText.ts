/** The text of an image's file while it is edited: read, checked with every change, saved, and told what the server says. */

import type { Diagnostic } from "@codemirror/lint";
import { computed, reactive, ref } from "vue";
import { useI18n } from "vue-i18n";

import { asApiError, type ApiError } from "@/api/errors";
import type { Image } from "@/api/types";
import { useConfirm } from "@/composables/useConfirm";
import { useForm } from "@/composables/useForm";
import { useImages } from "@/stores/images";

import { checkYaml, lineOfKey } from "./checkYaml";

/** What is wrong, as it is shown: in the editor's margin and below it. */
export interface Shown {
  line: number;
  from: number;
  to: number;
  grave: boolean;
  text: string;
}

const LINE = /^line (\d+): /;
const KEY = /^((?:image|child_images)(?:\.\w+)*): /;

export function useImageText() {
  const { t } = useI18n();
  const images = useImages();
  const { ask } = useConfirm();
  const form = reactive({ uuid: "", content: "" });
  const { sending, errors, send, notice } = useForm(form);
  /** As it is on the server; null: there is no such file. */
  const kept = ref<string | null>(null);
  const loading = ref(true);
  const problem = ref<ApiError | null>(null);
  /** What the server says about the text as it was saved last. */
  const verdict = ref<{ content: string; problem: string } | null>(null);

  const isChanged = computed(() => form.content !== (kept.value ?? ""));
  const own = computed<Shown[]>(() =>
    checkYaml(form.content).map((one) => ({ ...one, text: t(`image.yaml.${one.key}`, one.values) })),
  );
  const told = computed<Shown[]>(() => {
    const said = errors["content"] || (verdict.value?.content === form.content ? verdict.value.problem : "");
    return said ? [placed(said, form.content)] : [];
  });
  const shown = computed(() => [...told.value, ...own.value]);
  const faults = computed<Diagnostic[]>(() =>
    shown.value.map(({ from, to, grave, text }) => ({ from, to, severity: grave ? "error" : "warning", message: text })),
  );
  const isBroken = computed(() => own.value.some((one) => one.grave));

  async function open(uuid: string): Promise<void> {
    loading.value = true;
    problem.value = null;
    try {
      const [text, image] = await Promise.all([images.text(uuid), images.find(uuid)]);
      kept.value = text;
      Object.assign(form, { uuid, content: text ?? "" });
      judge(image);
    } catch (error) {
      problem.value = asApiError(error);
    } finally {
      loading.value = false;
    }
  }

  /** A new file, not yet written. */
  function begin(template: string): void {
    Object.assign(form, { uuid: "", content: template });
    loading.value = false;
  }

  function judge(image: Image | null): void {
    verdict.value = image?.problem ? { content: form.content, problem: image.problem } : null;
  }

  /** Write it, unless it cannot be read as YAML; whether it was written. */
  async function save(): Promise<boolean> {
    if (isBroken.value || sending.value || !(await wanted())) return false;
    const { uuid, content } = form;
    const done = await send(["uuid", "content"], async (key) => {
      judge(await images.save(uuid, content, key));
      kept.value = content;
    });
    if (done) notice.done(t(verdict.value ? "image.savedBroken" : "image.saved"));
    return done;
  }

  /** Asks before somebody else's words are lost, and before an image becomes useless. */
  async function wanted(): Promise<boolean> {
    const now = await images.text(form.uuid).catch(() => kept.value);
    const title = t("image.saveTitle", { name: form.uuid });
    const ok = t("image.saveAnyway");
    if (now !== kept.value) {
      return (await ask({ title, text: t(kept.value === null ? "image.exists" : "image.changedMeanwhile"), ok, danger: true })) !== null;
    }
    if (own.value.length === 0) return true;
    return (await ask({ title, text: t("image.saveBroken"), lost: own.value.map((one) => one.text), ok, danger: true })) !== null;
  }

  return { form, errors, sending, loading, problem, kept, isChanged, isBroken, shown, faults, open, begin, save };
}

/** What the server said, at the line or the key that it names. */
function placed(said: string, content: string): Shown {
  const key = KEY.exec(said)?.[1];
  const line = Number(LINE.exec(said)?.[1] ?? (key ? lineOfKey(content, key) : 1));
  const lines = content.split("\n");
  const from = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return { line, from, to: from + (lines[line - 1]?.length ?? 0), grave: true, text: said.replace(LINE, "") };
}
