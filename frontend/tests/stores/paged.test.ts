import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { ApiError } from "@/api/errors";
import { publish, publishReset } from "@/events/bus";
import { SETTLE_MS, usePaged } from "@/stores/paged";

interface Row {
  uuid: string;
  status: string;
  error?: string;
  ips?: string[];
}

let server: Row[];
const read = vi.fn((query: { page: number }) =>
  Promise.resolve({ content: server.map((row) => ({ ...row, page: query.page })), totalElements: server.length }),
);
const make = () => usePaged<Row, { page: number }>({ read, type: "vm", keyOf: (row) => row.uuid, alsoOn: ["volume"] });
const change = (kind: "created" | "changed" | "removed", key: string, record = {}) =>
  publish({ kind, type: "vm", key, revision: 1, time: 0, record });

beforeEach(() => {
  vi.useFakeTimers();
  read.mockClear();
  server = [{ uuid: "a", status: "ACTIVE", ips: ["10.0.0.1"], error: "old" }, { uuid: "b", status: "STOPPED" }];
});
afterEach(() => vi.useRealTimers());

it("shows a change in place at once and keeps what the event does not tell", async () => {
  const list = make();
  await list.load({ page: 1 });
  const row = list.rows.value[0];
  change("changed", "a", { status: "STOPPING", error: null });
  expect(list.rows.value[0]).toBe(row);
  expect(list.rows.value[0]).toMatchObject({ status: "STOPPING", ips: ["10.0.0.1"], error: undefined });
});

it("reads the page again once for many changes", async () => {
  const list = make();
  await list.load({ page: 3 });
  for (let index = 0; index < 50; index++) change("changed", "a", { status: `S${index}` });
  publish({ kind: "changed", type: "volume", key: "v", revision: 1, time: 0, record: {} });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(read).toHaveBeenCalledTimes(2);
  expect(read).toHaveBeenLastCalledWith({ page: 3 });
});

it("takes a removed row away at once: no stale rows", async () => {
  const list = make();
  await list.load({ page: 1 });
  change("removed", "a");
  expect(list.rows.value.map((row) => row.uuid)).toEqual(["b"]);
});

it("shows the answer to the last question, whichever comes last", async () => {
  const list = make();
  let answer: (page: unknown) => void = () => undefined;
  read.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)) as never);
  const first = list.load({ page: 1 });
  await list.load({ page: 2 });
  answer({ content: [{ uuid: "late", status: "ACTIVE" }], totalElements: 1 });
  await first;
  expect(list.rows.value.map((row) => row.uuid)).toEqual(["a", "b"]);
});

it("keeps the rows when reading fails, and tells", async () => {
  const list = make();
  await list.load({ page: 1 });
  read.mockRejectedValueOnce(new ApiError(0, "unavailable", "no answer", "no answer"));
  await list.reload();
  expect(list.error.value?.isAway).toBe(true);
  expect(list.rows.value).toHaveLength(2);
});

it("asks for nothing when nobody looks", async () => {
  const list = make();
  await list.load({ page: 1 });
  list.leave();
  change("created", "c");
  publishReset();
  await vi.advanceTimersByTimeAsync(10 * SETTLE_MS);
  expect(read).toHaveBeenCalledTimes(1);
});

it("shows nothing of another query while a page is opened, and the same at once when one comes back", async () => {
  const list = make();
  await list.load({ page: 1 });
  list.leave();
  const again = list.load({ page: 1 });
  expect(list.fresh.value).toBe(false);
  await again;
  list.leave();
  const other = list.load({ page: 2 });
  expect(list.fresh.value).toBe(true);
  await other;
  expect(list.fresh.value).toBe(false);
});
