/** A list's page, size and filters, kept in the URL: links can be shared, Back works, a reload shows the same. */

import { computed, watch } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";

import type { ApiError } from "@/api/errors";

export const PAGE_SIZES = [10, 20, 50, 100];

/** What `ListCard` shows of a list, and does to it; a page of `views` makes it by `useListPage`. */
export interface ListPage {
  readonly list: { readonly total: number; readonly fresh: boolean; readonly error: ApiError | null; reload: () => Promise<void> };
  readonly query: { page: number; size: number };
  readonly isFiltered: boolean;
  turn: (page: number) => void;
  resize: (size: number) => void;
  reset: () => void;
}

export type ListQuery<F extends string> = { page: number; size: number } & Record<F, string>;

/** `load` is called with each new query, and at once with the first. `usual` is the size when the URL names none. */
export function useListQuery<F extends string>(filters: readonly F[], usual: () => number, load: (query: ListQuery<F>) => void) {
  const route = useRoute();
  const router = useRouter();
  const here = route.name;

  const text = (name: string) => (typeof route.query[name] === "string" ? (route.query[name] as string) : "");
  const whole = (name: string, otherwise: number) => {
    const value = Number(text(name));
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  const query = computed(() => {
    const size = whole("size", usual());
    const values = Object.fromEntries(filters.map((name) => [name, text(name)]));
    return { page: whole("page", 1), size: PAGE_SIZES.includes(size) ? size : usual(), ...values } as ListQuery<F>;
  });
  const isFiltered = computed(() => filters.some((name) => query.value[name] !== ""));

  /** Change some of it; a new filter begins at the first page. */
  function set(change: Partial<Record<F, string>> | { page: number } | { size: number }): void {
    const next: LocationQueryRaw = { ...route.query, ...change };
    if (!("page" in change)) delete next["page"];
    for (const [name, value] of Object.entries(next)) if (value === "" || value === undefined) Reflect.deleteProperty(next, name);
    void router.replace({ query: next });
  }

  function reset(): void {
    set(Object.fromEntries(filters.map((name) => [name, ""])) as Record<F, string>);
  }

  watch(
    () => JSON.stringify(query.value),
    () => {
      if (route.name === here) load(query.value);
    },
    { immediate: true },
  );

  return { query, isFiltered, set, reset };
}
