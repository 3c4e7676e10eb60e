/** One question at a time, asked by a dialog that the frame shows: what will be lost, choices, a name to type. */

import { readonly, shallowRef } from "vue";

export interface Choice {
  key: string;
  label: string;
  /** What is lost on top when it is chosen. */
  lost?: readonly string[];
}

export interface Question {
  title: string;
  text: string;
  lost?: readonly string[];
  kept?: readonly string[];
  choices?: readonly Choice[];
  /** Must be typed before it can be confirmed. */
  typed?: string;
  danger?: boolean;
  ok: string;
}

/** Which choices were made; null for "no". */
export type Reply = ReadonlySet<string> | null;

const asked = shallowRef<{ question: Question; answer: (reply: Reply) => void } | null>(null);

export function useConfirm() {
  function ask(question: Question): Promise<Reply> {
    asked.value?.answer(null);
    return new Promise((resolve) => {
      asked.value = {
        question,
        answer: (reply) => {
          asked.value = null;
          resolve(reply);
        },
      };
    });
  }

  return { asked: readonly(asked), ask };
}
