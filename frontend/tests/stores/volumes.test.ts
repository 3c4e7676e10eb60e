import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { publish } from "@/events/bus";
import { SETTLE_MS } from "@/stores/paged";
import { useVolumes } from "@/stores/volumes";

import { ok, serve } from "../helpers";

const DISK = { uuid: "d1", name: "data", status: "AVAILABLE", size: 20 };
const QUERY = { keywords: "da ta", status: "AVAILABLE", page: 2, size: 10 };
const event = (kind: "changed" | "removed", key: string, record: object) =>
  publish({ kind, type: "volume", key, revision: 2, time: 0, record: { ...record } });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function server(page: object[]) {
  return serve(({ path }) => (path.includes("query_all") ? ok([DISK, { ...DISK, uuid: "d2" }]) : ok({ content: page, totalElements: page.length })));
}

it("asks the server for one page, filtered", async () => {
  const asked = server([DISK]);
  await useVolumes().list.load(QUERY);
  expect(asked[0]!.path).toBe("/api/volume/fuzzy_query?keywords=da+ta&status=AVAILABLE&page_num=2&page_size=10");
});

it("shows in the panel the row of the list, live", async () => {
  const volumes = useVolumes();
  server([{ ...DISK }]);
  await volumes.list.load(QUERY);
  await volumes.open("d1");
  event("changed", "d1", { status: "USED" });
  expect(volumes.current).toMatchObject({ status: "USED", name: "data" });
});

it("keeps showing a disk that left the list's page, and reads it anew when it changes", async () => {
  const volumes = useVolumes();
  const page = [{ ...DISK }];
  const asked = server(page);
  await volumes.list.load(QUERY);
  await volumes.open("d1");
  page.pop();
  event("changed", "d1", { status: "ATTACHED" });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(volumes.list.rows).toEqual([]);
  expect(volumes.current).toMatchObject({ uuid: "d1", status: "ATTACHED" });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(asked.filter(({ path }) => path.includes("query_all"))).toHaveLength(1);
});

it("finds the disk of a link that is on no page, and lets go of one that is gone", async () => {
  const volumes = useVolumes();
  server([]);
  await volumes.open("d2");
  expect(volumes.current?.uuid).toBe("d2");
  event("removed", "other", {});
  expect(volumes.current?.uuid).toBe("d2");
  event("removed", "d2", {});
  expect(volumes.current).toBeNull();
  await volumes.open("nobody");
  expect(volumes.current).toBeNull();
});
