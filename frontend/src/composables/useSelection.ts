/** The chosen rows of a list, as they are now: a table's selection keeps rows as they were when they were chosen. */

import { computed, shallowRef } from "vue";

export function useSelection<T extends { uuid: string }>(rows: () => readonly T[]) {
  const chosen = shallowRef<readonly T[]>([]);
  const selected = computed(() => chosen.value.map((one) => rows().find((row) => row.uuid === one.uuid) ?? one));

  function select(now: readonly T[]): void {
    chosen.value = now;
  }

  return { selected, select };
}
