/**
 * What an action is: defined once per noun, and used alike in the row, the bulk bar and on the detail page.
 * Texts are keys of `i18n`: `<noun>.action.<id>`, `<noun>.done.<id>`.
 */

import type { Component } from "vue";

import type { Question } from "@/composables/useConfirm";

/** Translate. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

/** A text to come: key and values. */
export interface Text {
  key: string;
  values?: Record<string, unknown>;
}

export interface Action<T> {
  id: string;
  icon: Component;
  /** The one that is meant most often in this state is shown filled. */
  danger?: boolean;
  /** Why this cannot be done with it now; null: it can. */
  blocked: (target: T, say: Say) => Text | null;
  /** What is asked before; without it nothing is. */
  confirm?: (targets: readonly T[], say: Say) => Question;
  /** Do it. `choices` are those of the question. An action without this opens a dialog or page of its own. */
  run?: (target: T, choices: ReadonlySet<string>) => Promise<unknown>;
  /** Whether many can be chosen for it at once. */
  bulk?: boolean;
}

/** What became of one target of a bulk action. */
export interface ItemResult<T> {
  target: T;
  state: "waiting" | "ok" | "failed" | "skipped";
  reason?: string;
}
