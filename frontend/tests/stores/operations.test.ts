import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { publish } from "@/events/bus";
import type { Operation } from "@/api/types";
import { progressOf } from "@/composables/progress";
import { DONE_STAYS_MS, useOperations } from "@/stores/operations";

import { ok, serve } from "../helpers";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const told = (status: string, steps: string[], more = {}) =>
  publish({
    kind: "changed", type: "operation", key: "o1", revision: 0, time: 1,
    record: {
      uuid: "o1", kind: "vm_create", status, targetType: "vm", targetUuid: "v1", progress: 40, error: null, createTime: 1,
      updateTime: 1, steps: steps.map((step, number) => ({ number, name: `s${number}`, status: step })), ...more,
    },
  });

it("shows what goes on with its step and how far it is", () => {
  const operations = useOperations();
  told("running", ["done", "running", "pending", "pending"]);
  const shown = operations.running[0] as Operation;
  expect(shown).toMatchObject({ step: "s1", stepsDone: 1, stepsTotal: 4 });
  expect(progressOf(shown)).toBe(35);
});

it("lets what went well go by itself, and keeps what failed with its cause", async () => {
  const operations = useOperations();
  told("running", ["running"]);
  told("done", ["done"], { updateTime: 2 });
  expect(operations.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(DONE_STAYS_MS);
  expect(operations.all).toHaveLength(0);
  told("undone", ["failed"], { error: "no room on the disk", updateTime: 3 });
  await vi.advanceTimersByTimeAsync(10 * DONE_STAYS_MS);
  expect(operations.failed.map((one) => one.error)).toEqual(["no room on the disk"]);
});

it("shows after a reload what failed lately and was not dismissed", async () => {
  const row = (uuid: string, status: string, age: number) => ({ uuid, status, kind: "vm_create", updateTime: Date.now() - age });
  serve((asked) => ok({
    content: asked.path.includes("status=undone") ? [row("new", "undone", 1000), row("seen", "undone", 1000), row("old", "undone", 2 * 24 * 3600_000)] : [],
    totalElements: 0,
  }));
  const operations = useOperations();
  operations.dismiss("seen");
  await operations.load();
  expect(operations.failed.map((one) => one.uuid)).toEqual(["new"]);
  operations.dismissEnded();
  await operations.load();
  expect(operations.all).toEqual([]);
});

it("is not turned back by an older telling", () => {
  const operations = useOperations();
  told("undone", ["failed"], { updateTime: 9 });
  told("running", ["running"], { updateTime: 3 });
  expect(operations.failed).toHaveLength(1);
});

it("goes on with a stuck one, and lets a new one take the place of an undone one", async () => {
  const operations = useOperations();
  const row = { status: "running", kind: "vm_start", stepsDone: 0, stepsTotal: 1, updateTime: 99 };
  const asked = serve(({ body }) => ok({ ...row, uuid: asked.length === 1 ? (body as { uuid: string }).uuid : "o2" }));
  told("stuck", ["failed"], { updateTime: 2 });
  await operations.retry(operations.failed[0] as Operation);
  expect(asked[0]).toMatchObject({ path: "/api/operation/retry", body: { uuid: "o1" } });
  expect(operations.all.map((one) => [one.uuid, one.status])).toEqual([["o1", "running"]]);
  told("undone", ["failed"], { updateTime: 100 });
  await operations.retry(operations.failed[0] as Operation);
  expect(operations.all.map((one) => [one.uuid, one.status])).toEqual([["o2", "running"]]);
});

it("knows the names of what it is about from the events that came by", () => {
  const operations = useOperations();
  publish({ kind: "created", type: "vm", key: "v1", revision: 1, time: 0, record: { name: "web" } });
  expect(operations.nameOf("v1")).toBe("web");
});

it("says what it waits for, and whether it can be cancelled", () => {
  const operations = useOperations();
  const tell = (status: string, steps: { status: string; error?: string }[], noReturn: number | null, at: number) => {
    told(status, [], { steps: steps.map((step, number) => ({ number, name: `s${number}`, ...step })), noReturn, updateTime: at });
    return operations.byUuid("o1");
  };
  const away = { status: "running", error: "the host does not answer" };
  expect(tell("running", [away, { status: "pending" }], 1, 2)).toMatchObject({ waitingFor: away.error, cancellable: true });
  expect(tell("running", [{ status: "done" }, away], 1, 3)).toMatchObject({ waitingFor: away.error, cancellable: false });
  expect(tell("running", [away], null, 4)).toMatchObject({ cancellable: true });
  expect(tell("running", [{ status: "pending" }], 0, 5)).toMatchObject({ waitingFor: undefined, cancellable: false });
  const refused = { status: "failed", error: "undo: the disk is full" };
  expect(tell("undoing", [refused, { status: "undone" }], null, 6)).toMatchObject({ waitingFor: "the disk is full", cancellable: false });
});
