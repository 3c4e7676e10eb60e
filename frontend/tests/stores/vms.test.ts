import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { publish } from "@/events/bus";
import { SETTLE_MS } from "@/stores/paged";
import { useVms } from "@/stores/vms";

import { ok, serve } from "../helpers";

const VM = { uuid: "v1", name: "web", status: "ACTIVE", cpus: 4, memory: 4, volumes: [{ uuid: "d1" }] };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("keeps the VM that is looked at up to date, and says when it is gone", async () => {
  const vms = useVms();
  const asked = serve(() => ok({ ...VM }));
  await vms.open("v1");
  publish({ kind: "changed", type: "vm", key: "v1", revision: 2, time: 0, record: { status: "STOPPING" } });
  expect(vms.current).toMatchObject({ status: "STOPPING", volumes: [{ uuid: "d1" }] });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(asked).toHaveLength(2);
  publish({ kind: "changed", type: "vm", key: "other", revision: 2, time: 0, record: { status: "ERROR" } });
  expect(vms.current?.status).toBe("ACTIVE");
  publish({ kind: "removed", type: "vm", key: "v1", revision: 3, time: 0, record: {} });
  expect(vms.removed).toBe(true);
});

it("reads it again when one of its disks changes, not when another's does", async () => {
  const vms = useVms();
  const asked = serve(() => ok({ ...VM }));
  await vms.open("v1");
  const disk = (key: string, record: object) =>
    publish({ kind: "changed", type: "volume", key, revision: 1, time: 0, record: { ...record } });
  disk("d9", { instanceUuid: "v2" });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(asked).toHaveLength(1);
  disk("d1", { instanceUuid: null });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  disk("d9", { instanceUuid: "v1" });
  await vi.advanceTimersByTimeAsync(SETTLE_MS);
  expect(asked).toHaveLength(3);
});

it.each([
  [2, 4, "/api/vm/reduce"],
  [8, 4, "/api/vm/update"],
  [8, 2, "/api/vm/update"],
])("changes the size to %i cores and %i GiB by %s", async (cpus, memory, path) => {
  const asked = serve(() => ok({ message: "success" }));
  await useVms().resize(VM as never, cpus, memory, "key");
  expect(asked[0]).toMatchObject({ path, body: { vmUuid: "v1", cpus, memory }, headers: { "Idempotency-Key": "key" } });
});
