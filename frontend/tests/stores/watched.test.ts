import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { publish, publishReset, type EventType } from "@/events/bus";
import { SETTLE_MS } from "@/stores/paged";
import { useWatched } from "@/stores/watched";

let answers = 0;
const read = vi.fn(() => Promise.resolve(++answers));
const change = (type: EventType) => publish({ kind: "changed", type, key: "k", revision: 1, time: 0, record: {} });

beforeEach(() => {
  vi.useFakeTimers();
  answers = 0;
  read.mockReset().mockImplementation(() => Promise.resolve(++answers));
});
afterEach(() => vi.useRealTimers());

it("asks for nothing while nobody looks", async () => {
  const watched = useWatched(read, { on: ["vm"], everyMs: 1000 });
  change("vm");
  publishReset();
  await watched.reload();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(read).not.toHaveBeenCalled();
});

it("reads once for many changes, and does not wait until there are none", async () => {
  const watched = useWatched(read, { on: ["vm"] });
  watched.look();
  await vi.advanceTimersByTimeAsync(0);
  for (let index = 0; index < 20; index++) {
    change("vm");
    change("host");
    await vi.advanceTimersByTimeAsync(SETTLE_MS / 5);
  }
  expect(watched.data.value).toBe(read.mock.calls.length);
  expect(read.mock.calls.length).toBeGreaterThan(3);
  expect(read.mock.calls.length).toBeLessThan(7);
});

it("reads now and then until the last looker is gone", async () => {
  const watched = useWatched(read, { everyMs: 1000 });
  const [one, other] = [watched.look(), watched.look()];
  await vi.advanceTimersByTimeAsync(2000);
  expect(read).toHaveBeenCalledTimes(3);
  one();
  await vi.advanceTimersByTimeAsync(1000);
  expect(read).toHaveBeenCalledTimes(4);
  other();
  await vi.advanceTimersByTimeAsync(5000);
  expect(read).toHaveBeenCalledTimes(4);
});

it("rests while the window is hidden", async () => {
  const watched = useWatched(read, { everyMs: 1000 });
  watched.look();
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  await vi.advanceTimersByTimeAsync(5000);
  expect(read).toHaveBeenCalledTimes(1);
  hidden.mockReturnValue(false);
  await vi.advanceTimersByTimeAsync(1000);
  expect(read).toHaveBeenCalledTimes(2);
});

it("keeps what it knows when reading fails, tells, and forgets the failure", async () => {
  const watched = useWatched(read);
  watched.look();
  await vi.advanceTimersByTimeAsync(0);
  read.mockRejectedValueOnce(new Error("gone"));
  await watched.reload();
  expect([watched.data.value, watched.error.value?.log]).toEqual([1, "gone"]);
  await watched.reload();
  expect([watched.data.value, watched.error.value]).toEqual([2, null]);
});

it("does not show an earlier answer that comes late", async () => {
  const watched = useWatched(read);
  let late: (value: number) => void = () => undefined;
  read.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  watched.look();
  await watched.reload();
  late(99);
  await vi.advanceTimersByTimeAsync(0);
  expect(watched.data.value).toBe(1);
});
