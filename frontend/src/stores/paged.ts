/**
 * What all lists have in common: one page of rows from the server, kept live by the event stream.
 *
 * A change of a shown row is written into it at once, in place; what the event does not tell (addresses, disks, who
 * else now belongs on this page) is read again a moment later, once for many changes.
 */

import { ref, shallowRef, type Ref } from "vue";

import { asApiError, type ApiError } from "@/api/errors";
import { onChange, onReset, type Change, type EventType } from "@/events/bus";

export const SETTLE_MS = 400;

interface Page<R> {
  content: R[];
  totalElements: number;
}

export interface PagedOptions<R, Q> {
  /** Reads one page. */
  read: (query: Q) => Promise<Page<R>>;
  /** The type whose events are about the rows; without it changes of `alsoOn` alone read the page again. */
  type?: EventType;
  /** An event's record in the form of the rows, where that is another one. */
  view?: (record: Record<string, unknown>) => object;
  keyOf: (row: R) => string;
  /** Other types whose changes show in the rows. */
  alsoOn?: readonly EventType[];
}

export function usePaged<R extends object, Q>(options: PagedOptions<R, Q>) {
  const rows = ref<R[]>([]) as Ref<R[]>;
  const total = ref(0);
  const loading = ref(false);
  /** Nothing was ever shown for the present query. */
  const fresh = ref(true);
  const error = shallowRef<ApiError | null>(null);
  const view = options.view ?? ((record) => record);
  let query: Q | null = null;
  /** What was shown when the page was left; coming back to the same shows it at once. */
  let left = "";
  let turn = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Show the page of this query; later changes keep it up to date until `leave`. */
  async function load(wanted: Q): Promise<void> {
    if (query === null && JSON.stringify(wanted) !== left) fresh.value = true;
    query = wanted;
    loading.value = true;
    await reload();
  }

  /** The same page again, quietly. */
  async function reload(): Promise<void> {
    if (query === null) return;
    clearTimeout(timer);
    const mine = ++turn;
    try {
      const page = await options.read(query);
      if (mine !== turn) return;
      rows.value = page.content;
      total.value = page.totalElements;
      error.value = null;
      fresh.value = false;
    } catch (problem) {
      if (mine === turn) error.value = asApiError(problem);
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  /** The page is not looked at any more. */
  function leave(): void {
    left = JSON.stringify(query);
    query = null;
    turn++;
    clearTimeout(timer);
    loading.value = false;
  }

  function reloadSoon(): void {
    if (query === null) return;
    clearTimeout(timer);
    timer = setTimeout(() => void reload(), SETTLE_MS);
  }

  function apply(change: Change): void {
    const row = rows.value.find((candidate) => options.keyOf(candidate) === change.key);
    if (row && change.kind === "changed") merge(row, view(change.record));
    if (row && change.kind === "removed") rows.value = rows.value.filter((candidate) => candidate !== row);
    reloadSoon();
  }

  if (options.type) onChange(options.type, apply);
  for (const type of options.alsoOn ?? []) onChange(type, reloadSoon);
  onReset(() => void reload());

  return { rows, total, loading, fresh, error, load, reload, leave };
}

/** An event's record into a row: null means absent, and what the record does not name stays. */
export function merge(row: object, record: object): void {
  for (const [name, value] of Object.entries(record)) Object.assign(row, { [name]: value ?? undefined });
}
