/** A list's page, size, order and filters, kept in the URL: links can be shared, Back works, a reload shows the same. */

import { computed, watch } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";

import type { ApiError } from "@/api/errors";
import type { Order } from "@/api/types";

export const PAGE_SIZES = [10, 20, 50, 100];

/** What `ListCard` shows of a list, and does to it; a page of `views` makes it by `useListPage`. */
export interface ListPage {
  readonly list: { readonly total: number; readonly fresh: boolean; readonly error: ApiError | null; reload: () => Promise<void> };
  readonly query: { page: number; size: number; sort?: string | undefined; order: Order };
  readonly isFiltered: boolean;
  turn: (page: number) => void;
  resize: (size: number) => void;
  reset: () => void;
}

/** What the heads of its columns need. */
export interface ListOrder<S extends string> {
  readonly query: { sort?: S | undefined; order: Order };
  sortBy: (word: S) => void;
}

export type ListQuery<F extends string, S extends string> = {
  page: number;
  size: number;
  sort?: S | undefined;
  order: Order;
} & Record<F, string>;

/** What can stand in the URL beside page and size. */
export interface ListWords<F extends string, S extends string> {
  filters: readonly F[];
  /** What the server can sort by. */
  sorts: readonly S[];
}

/** `load` is called with each new query, and at once with the first. `usual` is the size when the URL names none. */
export function useListQuery<F extends string, S extends string>(
  { filters, sorts }: ListWords<F, S>,
  usual: () => number,
  load: (query: ListQuery<F, S>) => void,
) {
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
    const values = Object.fromEntries(filters.map((name) => [name, text(name)])) as Record<F, string>;
    const sort = sorts.find((word) => word === text("sort"));
    const order: Order = text("order") === "desc" ? "desc" : "asc";
    return { page: whole("page", 1), size: PAGE_SIZES.includes(size) ? size : usual(), sort, order, ...values };
  });
  const isFiltered = computed(() => filters.some((name) => query.value[name] !== ""));

  /** Change some of it; a new filter or order begins at the first page. */
  function set(change: Partial<Record<F, string>> | { page: number } | { size: number } | { sort: string; order: string }): void {
    const next: LocationQueryRaw = { ...route.query, ...change };
    if (!("page" in change)) delete next["page"];
    for (const [name, value] of Object.entries(next)) if (value === "" || value === undefined) Reflect.deleteProperty(next, name);
    void router.replace({ query: next });
  }

  /** Up, down, and back to the usual order. */
  function sortBy(word: S): void {
    const { sort, order } = query.value;
    if (sort !== word) set({ sort: word, order: "" });
    else set(order === "asc" ? { sort: word, order: "desc" } : { sort: "", order: "" });
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

  return { query, isFiltered, set, sortBy, reset };
}
