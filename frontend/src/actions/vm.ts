/** What can be done with a VM, and when: the rules of `docs/states.md`, so that no button is offered in vain. */

import {
  Connection, Cpu, Delete, Edit, Monitor, RefreshRight, Share, SwitchButton, Upload, VideoPause, VideoPlay, Warning,
} from "@element-plus/icons-vue";

import type { Vm, VmStatus } from "@/api/types";
import * as api from "@/api/vm";
import { newKey } from "@/composables/key";
import { givesWay, useOperations } from "@/stores/operations";
import { useSession } from "@/stores/session";

import type { Action, Say, Text } from "./action";

export type VmActionId =
  | "start" | "stop" | "forceStop" | "reboot" | "forceReboot" | "suspend" | "resume" | "console" | "publish" | "edit"
  | "resize" | "attach" | "give" | "delete";

/** Where each may begin; the server asks the same table again. */
const FROM: Record<Exclude<VmActionId, "edit" | "give" | "delete">, readonly VmStatus[]> = {
  start: ["STOPPED", "ERROR", "SUSPENDED", "UNKNOWN"],
  stop: ["ACTIVE", "PAUSED", "ERROR", "UNKNOWN"],
  forceStop: [
    "ACTIVE", "PAUSED", "ERROR", "UNKNOWN", "SUSPENDED", "STARTING", "STOPPING", "REBOOTING", "SUSPENDING", "RESUMING",
    "RESIZING",
  ],
  reboot: ["ACTIVE", "PAUSED"],
  forceReboot: ["ACTIVE", "PAUSED", "STOPPING", "REBOOTING"],
  suspend: ["ACTIVE"],
  resume: ["SUSPENDED", "PAUSED"],
  console: ["ACTIVE", "PAUSED"],
  publish: ["STOPPED"],
  resize: ["ACTIVE", "STOPPED"],
  attach: ["ACTIVE", "STOPPED", "SUSPENDED"],
};
const BUSY: Partial<Record<VmStatus, true>> = {
  BUILDING: true, STARTING: true, STOPPING: true, REBOOTING: true, SUSPENDING: true, RESUMING: true, RESIZING: true,
  DELETING: true,
};
const RUNS: readonly (VmStatus | undefined)[] = ["ACTIVE", "PAUSED"];
const ALWAYS_PLACED: readonly VmActionId[] = [
  "start", "stop", "forceStop", "reboot", "forceReboot", "suspend", "resume", "resize",
];
/** These end whatever else is being done with the VM. */
const OVERTAKES: readonly VmActionId[] = ["forceStop", "forceReboot"];
/** These go before what is being undone or is stuck. */
const GOES_BEFORE: readonly VmActionId[] = ["start", "stop", "reboot", "resume"];

const statusOf = (vm: Vm, say: Say) => say(`vm.status.${vm.status ?? "UNKNOWN"}`);

function blockedBy(id: keyof typeof FROM): Action<Vm>["blocked"] {
  return (vm, say): Text | null => {
    const values = { status: statusOf(vm, say) };
    if (!vm.hostUuid && ALWAYS_PLACED.includes(id)) return { key: "vm.blocked.unplaced" };
    if (OVERTAKES.includes(id) && FROM[id].includes(vm.status ?? "UNKNOWN")) return null;
    if (FROM[id].includes(vm.status ?? "UNKNOWN")) return GOES_BEFORE.includes(id) && isLent(vm) ? null : isHeld(vm, say);
    if (id === "console") return { key: "vm.blocked.notActive", values };
    if (id === "publish") return { key: "vm.blocked.mustStop", values };
    return { key: "vm.blocked.state", values };
  };
}

/** What holds the VM is being undone or is stuck, and lets its power be changed meanwhile. */
function isLent(vm: Vm): boolean {
  const holder = useOperations().byUuid(vm.operationUuid);
  return holder !== undefined && givesWay(holder);
}

/** Work that shows no status of its own, such as publishing, holds the VM all the same. */
function isHeld(vm: Vm, say: Say): Text | null {
  return vm.operationUuid ? { key: "vm.blocked.busy", values: { task: statusOf(vm, say) } } : null;
}

const nameOf = (vms: readonly Vm[]) => (vms.length === 1 ? (vms[0]?.name ?? "") : `${vms.length} ×`);

/** Which text asks: a suspended VM loses its saved memory, which is all that is left of what ran in it. */
function textOf(id: string, vms: readonly Vm[]): string {
  if (id === "stop" && vms.length > 1) return "stopMany";
  return id === "forceStop" && vms.some((vm) => vm.status === "SUSPENDED") ? "dropMemory" : id;
}

function asks(
  id: "stop" | "forceStop" | "reboot" | "forceReboot" | "suspend", danger = false,
): Action<Vm>["confirm"] {
  return (vms, say) => ({
    title: `${say(`vm.action.${id}`)}: ${nameOf(vms)}`,
    text: say(`vm.confirm.${textOf(id, vms)}`, { n: vms.length }),
    ok: say(`vm.action.${id}`),
    danger,
  });
}

/** Deleting names what goes and what stays, and wants the name typed. */
function askDelete(vms: readonly Vm[], say: Say) {
  const disks = vms.flatMap((vm) => vm.volumes ?? []);
  const data = disks.filter((disk) => disk.usageType === "DATA");
  const describe = (key: string) => (disk: { name?: string; size?: number }) =>
    say(key, { name: disk.name ?? "", size: disk.size ?? "?" });
  const runs = vms.some((vm) => RUNS.includes(vm.status));
  const isAway = vms.some((vm) => vm.host?.status === "OFFLINE");
  const many = vms.length > 1;
  return {
    title: `${say("vm.action.delete")}: ${nameOf(vms)}`,
    text: many ? say("vm.confirm.deleteMany", { n: vms.length }) : say("vm.confirm.delete"),
    lost: many
      ? vms.map((vm) => vm.name ?? vm.uuid)
      : [
          ...disks.filter((disk) => disk.usageType === "SYSTEM").map(describe("vm.confirm.lostSystemDisk")),
          ...(vms[0]?.ips ?? []).map((ip) => say("vm.confirm.lostAddress", { ip: ip.ip })),
          ...(runs ? [say("vm.confirm.lostRunning")] : []),
        ],
    kept: data.map(describe("vm.confirm.keptVolume")),
    choices: [
      ...(data.length
        ? [{ key: "volumes", label: say("vm.confirm.deleteVolumes"), lost: data.map(describe("vm.confirm.lostVolume")) }]
        : []),
      ...(many && runs ? [{ key: "force", label: say("vm.confirm.deleteForce") }] : []),
      ...(!many && isAway ? [{ key: "force", label: say("vm.confirm.deleteAway") }] : []),
    ],
    typed: many ? say("vm.confirm.typeDelete") : (vms[0]?.name ?? ""),
    ok: say("vm.action.delete"),
    danger: true,
  };
}

/** One VM that runs or is busy was confirmed with "what runs in it is lost"; of many, only by the choice. */
async function remove(vm: Vm, choices: ReadonlySet<string>): Promise<unknown> {
  const force = choices.has("force") || (choices.has("single") && (RUNS.includes(vm.status) || isBusy(vm)));
  return api.remove(vm.uuid, force, choices.has("volumes"), newKey());
}

const VM_ACTIONS: readonly (Action<Vm> & { id: VmActionId })[] = [
  { id: "start", icon: VideoPlay, bulk: true, blocked: blockedBy("start"), run: (vm) => api.start(vm.uuid) },
  {
    id: "stop", icon: SwitchButton, bulk: true, blocked: blockedBy("stop"), confirm: asks("stop"),
    run: (vm) => api.stop(vm.uuid),
  },
  { id: "reboot", icon: RefreshRight, blocked: blockedBy("reboot"), confirm: asks("reboot"), run: (vm) => api.reboot(vm.uuid) },
  { id: "suspend", icon: VideoPause, blocked: blockedBy("suspend"), confirm: asks("suspend"), run: (vm) => api.suspend(vm.uuid) },
  { id: "resume", icon: VideoPlay, blocked: blockedBy("resume"), run: (vm) => api.resume(vm.uuid) },
  { id: "console", icon: Monitor, blocked: blockedBy("console") },
  { id: "publish", icon: Upload, blocked: blockedBy("publish") },
  { id: "edit", icon: Edit, blocked: () => null },
  { id: "resize", icon: Cpu, blocked: blockedBy("resize") },
  { id: "attach", icon: Connection, blocked: blockedBy("attach") },
  { id: "give", icon: Share, blocked: (vm, say) => (useSession().is("GROUP_LEADER") ? isHeld(vm, say) : { key: "vm.blocked.notLeader" }) },
  {
    id: "forceReboot", icon: Warning, danger: true, blocked: blockedBy("forceReboot"), confirm: asks("forceReboot", true),
    run: (vm) => api.reboot(vm.uuid, true),
  },
  {
    id: "forceStop", icon: Warning, danger: true, blocked: blockedBy("forceStop"), confirm: asks("forceStop", true),
    run: (vm) => api.stop(vm.uuid, true),
  },
  {
    id: "delete", icon: Delete, danger: true, bulk: true, confirm: askDelete, run: remove,
    blocked: (vm, say) =>
      vm.status === "DELETING" ? { key: "vm.blocked.state", values: { status: statusOf(vm, say) } } : null,
  },
];

export const vmActions = VM_ACTIONS;
export const vmAction = (id: VmActionId): Action<Vm> => VM_ACTIONS.find((action) => action.id === id) as Action<Vm>;
/** Whether something is being done with it. */
export const isBusy = (vm: Vm) => Boolean(vm.operationUuid) || (vm.status !== undefined && vm.status in BUSY);
/** What is shown: whether a VM still runs is not known while its host is not heard of. */
export const shownStatus = (vm: Vm): VmStatus | undefined =>
  RUNS.includes(vm.status) && vm.powerState === "unknown" ? "UNKNOWN" : vm.status;
