import { describe, expect, it } from "vitest";

import { shownStatus, vmAction, vmActions, type VmActionId } from "@/actions/vm";
import type { Vm, VmStatus } from "@/api/types";
import { publish } from "@/events/bus";
import { useOperations } from "@/stores/operations";

import { ok, serve } from "../helpers";

const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join(" ")}`.trim();
const vm = (status: VmStatus, more: Partial<Vm> = {}): Vm => ({ uuid: "v1", name: "web", hostUuid: "h1", status, ...more });
const allowed = (one: Vm) => vmActions.filter((action) => action.blocked(one, say) === null).map((action) => action.id);

describe("what can be done", () => {
  it.each<[VmStatus, VmActionId[]]>([
    ["ACTIVE", ["stop", "reboot", "suspend", "console", "edit", "resize", "attach", "forceReboot", "forceStop", "delete"]],
    ["STOPPED", ["start", "publish", "edit", "resize", "attach", "delete"]],
    ["SUSPENDED", ["start", "resume", "edit", "attach", "forceStop", "delete"]],
    ["STOPPING", ["edit", "forceReboot", "forceStop", "delete"]],
    ["SUSPENDING", ["edit", "forceStop", "delete"]],
    ["ERROR", ["start", "stop", "edit", "forceStop", "delete"]],
    ["BUILDING", ["edit", "delete"]],
    ["DELETING", ["edit"]],
  ])("with a VM that is %s", (status, ids) => {
    expect(allowed(vm(status))).toEqual(ids);
  });

  it("ends other work when power is cut or the machine is reset", () => {
    const held = { ...vm("ACTIVE"), operationUuid: "an attachment" };
    expect(vmAction("forceStop").blocked(held, say)).toBeNull();
    expect(vmAction("forceReboot").blocked(held, say)).toBeNull();
    expect(vmAction("stop").blocked(held, say)?.key).toBe("vm.blocked.busy");
  });

  it("warns that saved memory is lost", () => {
    expect(vmAction("forceStop").confirm?.([vm("SUSPENDED")], say).text).toContain("dropMemory");
    expect(vmAction("forceStop").confirm?.([vm("ACTIVE")], say).text).toContain("forceStop");
  });

  it("is said with the reason when it cannot", () => {
    expect(vmAction("start").blocked(vm("ACTIVE"), say)).toEqual({ key: "vm.blocked.state", values: { status: "vm.status.ACTIVE" } });
    expect(vmAction("publish").blocked(vm("ACTIVE"), say)?.key).toBe("vm.blocked.mustStop");
    expect(vmAction("console").blocked(vm("STOPPED"), say)?.key).toBe("vm.blocked.notActive");
  });

  it("waits while something holds the VM, whatever its status", () => {
    expect(vmAction("start").blocked(vm("STOPPED", { operationUuid: "o1" }), say)?.key).toBe("vm.blocked.busy");
    expect(vmAction("delete").blocked(vm("STOPPED", { operationUuid: "o1" }), say)).toBeNull();
  });

  it("lets the power be changed while what holds the VM is being undone or is stuck", () => {
    const held = vm("ACTIVE", { operationUuid: "o1" });
    const tell = (status: string, updateTime: number) =>
      publish({
        kind: "changed", type: "operation", key: "o1", revision: 0, time: 1,
        record: { uuid: "o1", kind: "volume_attach", status, targetType: "vm", targetUuid: "v1", progress: 0, updateTime, steps: [] },
      });
    useOperations();
    tell("running", 1);
    expect(vmAction("stop").blocked(held, say)?.key).toBe("vm.blocked.busy");
    for (const [at, status] of ["undoing", "stuck"].entries()) {
      tell(status, at + 2);
      expect(vmAction("stop").blocked(held, say)).toBeNull();
      expect(vmAction("suspend").blocked(held, say)?.key).toBe("vm.blocked.busy");
    }
  });

  it("is little with a VM that was never placed", () => {
    expect(allowed(vm("ERROR", { hostUuid: undefined }))).toEqual(["edit", "delete"]);
  });
});

it("does not say that a VM runs whose host is not heard of", () => {
  expect(shownStatus(vm("ACTIVE", { powerState: "unknown" }))).toBe("UNKNOWN");
  expect(shownStatus(vm("STOPPED", { powerState: "unknown" }))).toBe("STOPPED");
  expect(shownStatus(vm("ACTIVE", { powerState: "running" }))).toBe("ACTIVE");
});

describe("deleting", () => {
  const full = vm("ACTIVE", {
    ips: [{ ip: "10.0.0.7" }],
    volumes: [
      { uuid: "s", name: "root", size: 20, usageType: "SYSTEM" },
      { uuid: "d", name: "db", size: 50, usageType: "DATA" },
    ],
  });
  const remove = vmAction("delete");

  it("names what will be lost and what is kept, and wants the name", () => {
    const asked = remove.confirm!([full], say);
    expect(asked.lost!.join()).toMatch(/root 20.*10\.0\.0\.7.*lostRunning/);
    expect(asked.kept!.join()).toContain("db 50");
    expect(asked.choices!.map((choice) => [choice.key, choice.lost!.join()])).toEqual([["volumes", "vm.confirm.lostVolume db 50"]]);
    expect([asked.typed, asked.danger]).toEqual(["web", true]);
  });

  it.each<[string, Vm, string[], object]>([
    ["a running one that was confirmed alone", full, ["single"], { deleteType: "force", deleteVolumes: false }],
    ["a stopped one", vm("STOPPED"), ["single"], { deleteType: "normal", deleteVolumes: false }],
    ["a busy one", vm("BUILDING"), ["single"], { deleteType: "force", deleteVolumes: false }],
    ["a running one among many", full, [], { deleteType: "normal", deleteVolumes: false }],
    ["many with all they have", full, ["force", "volumes"], { deleteType: "force", deleteVolumes: true }],
  ])("asks rightly for %s", async (_, target, choices, body) => {
    const asked = serve(() => ok({ message: "success" }));
    await remove.run!(target, new Set(choices));
    expect(asked[0]).toMatchObject({ path: "/api/vm/delete", body });
  });
});
