/** What a VM can have: how far it may be resized now, and what its guest can take beyond what it was given. */
import type { Vm } from "@/api/types";

export interface Size {
  cpus: number;
  memory: number;
}

const ANY: Size = { cpus: 512, memory: 16384 };

/** The ends of a resize. A stopped VM can be given any size, a running one grows as far as its machine has room. */
export function boundsOf(vm: Vm): { least: Size; most: Size } {
  if (vm.status === "STOPPED") return { least: { cpus: 1, memory: 1 }, most: ANY };
  return {
    least: { cpus: vm.cpus ?? 1, memory: vm.memory ?? 1 },
    most: { cpus: vm.maxCpus ?? ANY.cpus, memory: vm.maxMemory ?? ANY.memory },
  };
}

/** What quotas and limits count, where that is more than the VM was given; null where it is not. */
export function countedOf(vm: Vm): Size | null {
  const given = { cpus: vm.cpus ?? 0, memory: vm.memory ?? 0 };
  const counted = { cpus: Math.max(given.cpus, vm.domainCpus ?? 0), memory: Math.max(given.memory, vm.domainMemory ?? 0) };
  return counted.cpus > given.cpus || counted.memory > given.memory ? counted : null;
}
