/** What can be done with a cloud disk, and when: as iaas-core's `volume_work` decides, so that no button is offered in vain. */

import { Connection, Delete, Edit, Remove, Share } from "@element-plus/icons-vue";

import type { Volume, VolumeStatus } from "@/api/types";
import * as api from "@/api/volume";
import { useSession } from "@/stores/session";

import type { Action, Say, Text } from "./action";

export type VolumeActionId = "attach" | "detach" | "edit" | "give" | "delete";

const ENDS_BY_ITSELF: readonly (VolumeStatus | undefined)[] = ["CREATING", "USED", "DELETING"];
const DELETABLE: readonly (VolumeStatus | undefined)[] = ["AVAILABLE", "ERROR", "ERROR_PREPARE", "ERROR_DELETING", undefined];

const statusOf = (volume: Volume, say: Say) => say(`volume.status.${volume.status ?? "UNKNOWN"}`);
const notWhile = (volume: Volume, say: Say): Text => ({ key: "volume.blocked.state", values: { status: statusOf(volume, say) } });
const held = (volume: Volume): Text | null => (volume.operationUuid ? { key: "volume.blocked.busy" } : null);
/** For a title: the one name, or how many. */
const nameOf = (volumes: readonly Volume[]) => (volumes.length === 1 ? (volumes[0]?.name ?? "") : `${volumes.length} ×`);

function attachBlocked(volume: Volume, say: Say): Text | null {
  if (volume.status === "ATTACHED") return { key: "volume.blocked.attached", values: { vm: vmOf(volume) } };
  return volume.status === "AVAILABLE" ? held(volume) : notWhile(volume, say);
}

function detachBlocked(volume: Volume, say: Say): Text | null {
  if (volume.status === "AVAILABLE") return { key: "volume.blocked.free" };
  if (volume.status !== "ATTACHED") return notWhile(volume, say);
  if (volume.instanceVm?.status === "SUSPENDED") return { key: "volume.blocked.suspended", values: { vm: vmOf(volume) } };
  return held(volume);
}

function deleteBlocked(volume: Volume, say: Say): Text | null {
  if (volume.status === "ATTACHED") return { key: "volume.blocked.detachFirst", values: { vm: vmOf(volume) } };
  // What a crash left half-done is nobody's work any more and may go.
  if (ENDS_BY_ITSELF.includes(volume.status)) return volume.operationUuid ? notWhile(volume, say) : null;
  return DELETABLE.includes(volume.status) ? held(volume) : notWhile(volume, say);
}

/** A disk of a VM belongs to whom the VM belongs to. */
function giveBlocked(volume: Volume): Text | null {
  if (!useSession().is("GROUP_LEADER")) return { key: "volume.blocked.notLeader" };
  return volume.instanceUuid ? { key: "volume.blocked.goesWithVm", values: { vm: vmOf(volume) } } : held(volume);
}

/** Taking a disk out of a guest that uses it may lose data: v1's manual warns of it. */
function askDetach(volumes: readonly Volume[], say: Say) {
  const hot = volumes.filter((volume) => volume.instanceVm?.status === "ACTIVE" || volume.instanceVm?.status === "PAUSED");
  return {
    title: `${say("volume.action.detach")}: ${nameOf(volumes)}`,
    text: say(hot.length ? "volume.confirm.detachHot" : "volume.confirm.detach"),
    lost: hot.map((volume) => say("volume.confirm.unwritten", { name: volume.name ?? "", vm: vmOf(volume) })),
    ok: say("volume.action.detach"),
    danger: hot.length > 0,
  };
}

function askDelete(volumes: readonly Volume[], say: Say) {
  const many = volumes.length > 1;
  return {
    title: `${say("volume.action.delete")}: ${nameOf(volumes)}`,
    text: say("volume.confirm.delete"),
    lost: volumes.map((volume) => say("volume.confirm.lost", { name: volume.name ?? volume.uuid, size: volume.size ?? "?" })),
    typed: many ? say("volume.confirm.typeDelete") : (volumes[0]?.name ?? ""),
    ok: say("volume.action.delete"),
    danger: true,
  };
}

const VOLUME_ACTIONS: readonly (Action<Volume> & { id: VolumeActionId })[] = [
  { id: "attach", icon: Connection, blocked: attachBlocked },
  {
    id: "detach", icon: Remove, bulk: true, blocked: detachBlocked, confirm: askDetach,
    run: (volume) => api.detach(volume.instanceUuid ?? "", volume.uuid),
  },
  { id: "edit", icon: Edit, blocked: (volume, say) => (volume.status === "DELETING" ? notWhile(volume, say) : null) },
  { id: "give", icon: Share, blocked: giveBlocked },
  {
    id: "delete", icon: Delete, danger: true, bulk: true, blocked: deleteBlocked, confirm: askDelete,
    run: (volume) => api.remove(volume.uuid),
  },
];

export const volumeActions = VOLUME_ACTIONS;
export const volumeAction = (id: VolumeActionId): Action<Volume> => VOLUME_ACTIONS.find((action) => action.id === id) as Action<Volume>;
/** The name of the VM that has it, as far as it is known. */
export const vmOf = (volume: Volume) => volume.instanceVm?.name ?? (volume.instanceUuid ?? "").slice(0, 8);
/** Whether something is being done with it. */
export const isBusy = (volume: Volume) => Boolean(volume.operationUuid);
