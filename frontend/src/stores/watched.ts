/**
 * What is read as a whole and kept fresh while somebody looks: read again after changes of some types, and now and then
 * where no event tells (services fall silent, folders fill).
 */

import { ref, shallowRef } from "vue";

import { asApiError, type ApiError } from "@/api/errors";
import { onChange, onReset, type EventType } from "@/events/bus";

import { SETTLE_MS } from "./paged";

export interface WatchedOptions {
  /** Types whose changes show in it. */
  on?: readonly EventType[];
  /** How often it is read besides, while the window is visible. */
  everyMs?: number;
}

export function useWatched<T>(read: () => Promise<T>, options: WatchedOptions = {}) {
  /** Null until it was read once; kept when reading fails. */
  const data = shallowRef<T | null>(null);
  const error = shallowRef<ApiError | null>(null);
  const loading = ref(false);
  let lookers = 0;
  let turn = 0;
  let soon: ReturnType<typeof setTimeout> | undefined;
  let regular: ReturnType<typeof setInterval> | undefined;

  /** Read it now, if somebody looks. */
  async function reload(): Promise<void> {
    if (lookers === 0) return;
    clearTimeout(soon);
    soon = undefined;
    const mine = ++turn;
    loading.value = true;
    try {
      const answer = await read();
      if (mine === turn) [data.value, error.value] = [answer, null];
    } catch (thrown) {
      if (mine === turn) error.value = asApiError(thrown);
    } finally {
      if (mine === turn) loading.value = false;
    }
  }

  /** Begin to look; the answer ends it. */
  function look(): () => void {
    if (lookers++ === 0) {
      if (options.everyMs) regular = setInterval(() => { if (!document.hidden) void reload(); }, options.everyMs);
      void reload();
    }
    return () => {
      if (--lookers > 0) return;
      turn++;
      loading.value = false;
      clearTimeout(soon);
      soon = undefined;
      clearInterval(regular);
    };
  }

  /** Many changes in a row are answered by one reading, and by no more than one every moment. */
  function reloadSoon(): void {
    if (lookers > 0) soon ??= setTimeout(() => void reload(), SETTLE_MS);
  }

  for (const type of options.on ?? []) onChange(type, reloadSoon);
  onReset(() => void reload());

  return { data, error, loading, look, reload };
}
