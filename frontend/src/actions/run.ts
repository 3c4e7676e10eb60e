/** Running actions: ask, do, tell. One target, or many with a result for each. */

import { ref } from "vue";
import { useI18n } from "vue-i18n";

import { asApiError } from "@/api/errors";
import { useConfirm } from "@/composables/useConfirm";
import { useNotice } from "@/composables/useNotice";

import type { Action, ItemResult, Say } from "./action";

/** Requests of one bulk action that are under way at the same time. */
const ABREAST = 4;
const NOTHING: ReadonlySet<string> = new Set();

/** VMs have a uuid; people and groups have a number. */
interface Named {
  uuid?: string;
  id?: number;
  name?: string;
  username?: string;
}

const keyOf = (target: Named) => target.uuid ?? String(target.id);
const nameOf = (target: Named) => target.name || target.username || "";

export function useRunner<T extends Named>(noun: string) {
  const { t } = useI18n();
  const say: Say = (key, values) => t(key, values ?? {});
  const { ask } = useConfirm();
  const notice = useNotice();
  /** Under way: `<uuid or id>.<action>`. Keeps a second click from sending twice. */
  const pending = ref(new Set<string>());
  const bulk = ref<{ action: Action<T>; results: ItemResult<T>[] } | null>(null);

  const reason = (action: Action<T>, target: T): string | null => {
    const text = action.blocked(target, say);
    return text && say(text.key, text.values);
  };

  /** Ask if need be and do it; whether it was done. */
  async function run(action: Action<T>, target: T): Promise<boolean> {
    const mark = `${keyOf(target)}.${action.id}`;
    if (!action.run || pending.value.has(mark)) return false;
    pending.value.add(mark);
    try {
      const choices = action.confirm ? await ask(action.confirm([target], say)) : NOTHING;
      if (choices === null) return false;
      await action.run(target, new Set([...choices, "single"]));
      notice.done(say(`${noun}.done.${action.id}`, { name: nameOf(target) }));
      return true;
    } catch (error) {
      notice.failed(error);
      return false;
    } finally {
      pending.value.delete(mark);
    }
  }

  /** The same for many: those that cannot are left out with the reason, and one failure stops no other. */
  async function runMany(action: Action<T>, targets: readonly T[]): Promise<void> {
    const able = targets.filter((target) => reason(action, target) === null);
    if (able.length === 0) {
      notice.done(say(`${noun}.bulk.nothing`));
      return;
    }
    const question = action.confirm?.(able, say);
    if (question && able.length < targets.length) {
      question.text += ` ${say(`${noun}.bulk.some`, { n: able.length, all: targets.length })}`;
    }
    const choices = question ? await ask(question) : NOTHING;
    if (choices === null) return;
    const results = targets.map((target): ItemResult<T> => {
      const why = reason(action, target);
      return why === null ? { target, state: "waiting" } : { target, state: "skipped", reason: why };
    });
    const shown = ref(results) as { value: ItemResult<T>[] };
    bulk.value = { action, results: shown.value };
    const queue = shown.value.filter((result) => result.state === "waiting");
    await Promise.all(Array.from({ length: ABREAST }, () => work(action, queue, choices)));
  }

  async function work(action: Action<T>, queue: ItemResult<T>[], choices: ReadonlySet<string>): Promise<void> {
    for (let item = queue.shift(); item; item = queue.shift()) {
      try {
        await action.run?.(item.target, choices);
        item.state = "ok";
      } catch (thrown) {
        const error = asApiError(thrown);
        Object.assign(item, { state: "failed", reason: error.isAway ? say("error.away") : error.log });
      }
    }
  }

  const isPending = (action: Action<T>, target: T) => pending.value.has(`${keyOf(target)}.${action.id}`);

  /** What became of each has been read. */
  const endBulk = () => {
    bulk.value = null;
  };

  return { run, runMany, endBulk, reason, isPending, bulk, say };
}
