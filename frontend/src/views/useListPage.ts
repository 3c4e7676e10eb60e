/** What the pages of lists share: a store's list, asked for what stands in the URL for as long as the page is open. */

import { computed, onBeforeUnmount, reactive } from "vue";

import { useListQuery, type ListPage, type ListQuery, type ListWords } from "@/composables/useListQuery";
import { usePreferences } from "@/stores/preferences";

/** A list of a store, as `usePaged` makes it. */
type List<Q> = ListPage["list"] & { load: (query: Q) => Promise<void>; leave: () => void };

/** `asked` makes the store's question of what the URL says. */
export function useListPage<F extends string, S extends string, Q>(
  list: List<Q>,
  words: ListWords<F, S>,
  asked: (query: ListQuery<F, S>) => Q,
) {
  const preferences = usePreferences();
  const { query, isFiltered, set, sortBy, reset } = useListQuery(
    words,
    () => preferences.pageSize,
    (wanted) => void list.load(asked(wanted)),
  );
  onBeforeUnmount(() => list.leave());

  const turn = (page: number): void => set({ page });

  /** Lists opened later begin with as many rows. */
  function resize(size: number): void {
    preferences.pageSize = size;
    set({ size });
  }

  return reactive({ list: computed(() => list), query, isFiltered, set, sortBy, reset, turn, resize });
}
