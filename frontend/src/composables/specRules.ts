/** What iaas-core takes as the value of an option, by its type. */

import type { IpType, SpecType, VmStatus, VolumeStatus } from "@/api/types";

export const SPEC_TYPES: readonly SpecType[] = [
  "VM_COMPUTE", "SYS_VOLUME", "DATA_VOLUME", "VM_STATUS", "VOLUME_STATUS", "NETWORK_TYPE", "VNC_DOMAIN",
];

const VM_STATUSES: readonly VmStatus[] = [
  "ACTIVE", "STARTING", "APPLYING", "BUILDING", "REBUILDING", "PAUSED", "SUSPENDED", "RESCUED", "DELETED", "STOPPED",
  "STOPPING", "MIGRATING", "RESIZING", "ERROR", "REJECTED", "REBOOTING", "SUSPENDING", "RESUMING", "DELETING", "UNKNOWN",
];
const VOLUME_STATUSES: readonly VolumeStatus[] = [
  "DEFINED", "AVAILABLE", "DETACHED", "ATTACHED", "APPLYING", "CREATING", "DELETING", "ERROR", "ERROR_PREPARE",
  "ERROR_DELETING", "DELETED", "USED", "REJECTED",
];
const IP_TYPES: readonly IpType[] = ["PRIVATE", "PUBLIC"];

/** The words a value is chosen from; none where it is typed. */
export const WORDS: Partial<Record<SpecType, readonly string[]>> = {
  VM_STATUS: VM_STATUSES, VOLUME_STATUS: VOLUME_STATUSES, NETWORK_TYPE: IP_TYPES,
};

const MOST_CPUS = 512;
const MOST_MEMORY = 16_384;
const MOST_DISK = 65_536;
const MOST_LETTERS = 255;
const DOMAIN = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?(:\d{1,5})?$/;

/** Whether the server takes it. */
export function fitsType(type: SpecType, text: string): boolean {
  const value = text.trim();
  if (type === "VM_COMPUTE") {
    const [cpus, memory] = /^(\d{1,6})\s*,\s*(\d{1,6})$/.exec(value)?.slice(1).map(Number) ?? [];
    return isWithin(cpus, MOST_CPUS) && isWithin(memory, MOST_MEMORY);
  }
  if (type === "SYS_VOLUME" || type === "DATA_VOLUME") return /^\d{1,9}$/.test(value) && isWithin(Number(value), MOST_DISK);
  if (type === "VNC_DOMAIN") return DOMAIN.test(value);
  return WORDS[type]?.includes(value) ?? false;
}

const isWithin = (number: number | undefined, most: number) => number !== undefined && number > 0 && number <= most;

/** Value and description: something, and not too much. */
export const isLine = (text: string) => text.trim() !== "" && text.length <= MOST_LETTERS;
