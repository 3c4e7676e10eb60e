/** Whether the server is there, and what it warns everybody of. Owns the event stream. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import * as services from "@/api/service";
import { EventStream, type StreamState } from "@/events/stream";

export const useConnection = defineStore("connection", () => {
  const stream = ref<StreamState>("closed");
  const answers = ref(true);
  const warnings = ref<readonly string[]>([]);
  const events = new EventStream((state) => {
    stream.value = state;
  });

  const isAway = computed(() => !answers.value || stream.value === "away");

  /** Follow changes and ask for warnings; while somebody is signed in. */
  function open(): void {
    events.start();
    void services.matrix().catch(() => undefined);
  }

  function close(): void {
    events.stop();
    warnings.value = [];
  }

  /** A request was answered, or not. */
  function reachable(yes: boolean): void {
    const isBack = yes && !answers.value;
    answers.value = yes;
    if (isBack && stream.value === "away") events.again();
  }

  function warned(texts: readonly string[]): void {
    warnings.value = texts;
  }

  return { stream, warnings, isAway, open, close, reachable, warned, reconnect: events.again };
});
