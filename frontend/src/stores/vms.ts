/** Cloud VMs: the list's page, and the one VM that is looked at. */

import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";

import { asApiError, type ApiError } from "@/api/errors";
import type { CreateVm, Vm } from "@/api/types";
import * as api from "@/api/vm";
import { onChange, onReset, type Change } from "@/events/bus";

import { merge, SETTLE_MS, usePaged } from "./paged";

export const useVms = defineStore("vms", () => {
  const list = usePaged({
    read: api.page,
    type: "vm",
    keyOf: (vm: Vm) => vm.uuid,
    alsoOn: ["volume"],
  });

  const current = ref<Vm | null>(null);
  const problem = shallowRef<ApiError | null>(null);
  const removed = ref(false);
  let watched: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Look at one VM; it is kept up to date until `close`. */
  async function open(uuid: string): Promise<void> {
    if (current.value?.uuid !== uuid) current.value = null;
    watched = uuid;
    removed.value = false;
    await reread();
  }

  function close(): void {
    watched = null;
    current.value = null;
    clearTimeout(timer);
  }

  async function reread(): Promise<void> {
    const uuid = watched;
    if (uuid === null) return;
    clearTimeout(timer);
    try {
      const vm = await api.detail(uuid);
      if (watched === uuid) [current.value, problem.value] = [vm, null];
    } catch (error) {
      if (watched === uuid) problem.value = asApiError(error);
    }
  }

  /** Ask the VM's host what it shows, as the refresh icon of v1 did. */
  async function refresh(uuid: string): Promise<void> {
    await api.refresh(uuid);
    await reread();
  }

  function rereadSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => void reread(), SETTLE_MS);
  }

  function apply(change: Change): void {
    if (change.key !== watched) return;
    if (change.kind === "removed") {
      removed.value = true;
      return;
    }
    if (current.value) merge(current.value, change.record);
    rereadSoon();
  }

  onChange("vm", apply);
  onChange("volume", (change) => {
    const record = change.record as { instanceUuid?: string };
    const isShown = current.value?.volumes?.some((volume) => volume.uuid === change.key);
    if (watched !== null && (record.instanceUuid === watched || isShown)) rereadSoon();
  });
  onReset(() => void reread());

  const create = (form: CreateVm, key: string): Promise<Vm> => api.create(form, key);

  return { list, current, problem, removed, open, close, reread, refresh, create };
});
