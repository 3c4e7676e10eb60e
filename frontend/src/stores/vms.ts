/** Cloud VMs: the list's page, and the one VM that is looked at. */

import { defineStore } from "pinia";
import { ref, shallowRef } from "vue";

import { asApiError, type ApiError } from "@/api/errors";
import type { CreateVm, PublishImage, Vm, Volume } from "@/api/types";
import * as api from "@/api/vm";
import * as volumeApi from "@/api/volume";
import { onChange, onReset, type Change } from "@/events/bus";

import { useOperations } from "./operations";
import { merge, SETTLE_MS, usePaged } from "./paged";

/** How many disks are offered to choose from; a search narrows them. */
const CHOICES = 50;

export const useVms = defineStore("vms", () => {
  const operations = useOperations();
  const list = usePaged({
    read: async (query: api.VmQuery) => {
      const page = await api.page(query);
      operations.remember(page.content);
      return page;
    },
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
      operations.remember([vm]);
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

  const one = (uuid: string): Promise<Vm> => api.detail(uuid);
  const create = (form: CreateVm, key: string): Promise<Vm> => api.create(form, key);
  const publish = (form: PublishImage, key: string) => api.publish(form, key);
  const attach = (uuid: string, volumeUuid: string, key: string) => volumeApi.attach(uuid, volumeUuid, key);
  const detach = (uuid: string, volumeUuid: string) => volumeApi.detach(uuid, volumeUuid);

  /** The server answers an edit with the row alone, and no event comes before it is read again. */
  async function edit(uuid: string, name: string, description: string, autoStart: boolean): Promise<void> {
    await api.edit(uuid, name, description, autoStart);
    await Promise.all([list.reload(), reread()]);
  }

  /** v1 has two requests; the one that grows takes any size of a stopped VM, so it also does a mixture. */
  async function resize(vm: Vm, cpus: number, memory: number, key: string): Promise<void> {
    const shrinks = cpus < (vm.cpus ?? 0) || memory < (vm.memory ?? 0);
    const grows = cpus > (vm.cpus ?? 0) || memory > (vm.memory ?? 0);
    await (shrinks && !grows ? api.reduce : api.update)(vm.uuid, cpus, memory, key);
  }

  /** A fresh address of its screen, and the password of its present start. */
  async function openScreen(uuid: string): Promise<{ url: string; password: string }> {
    const [place, vm] = await Promise.all([api.vncUrl(uuid), api.detail(uuid)]);
    return { url: place.vnc_url, password: vm.vncPassword ?? "" };
  }

  async function availableVolumes(keywords: string): Promise<Volume[]> {
    return (await volumeApi.page({ keywords, status: "AVAILABLE", page: 1, size: CHOICES })).content;
  }

  return {
    list, current, problem, removed, open, close, reread, refresh, one,
    create, edit, resize, publish, attach, detach, availableVolumes, openScreen,
  };
});
