/** Cloud disks: the list's page, and the one disk that the side panel shows. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import type { CreateVolume, Vm, Volume } from "@/api/types";
import * as vmApi from "@/api/vm";
import * as api from "@/api/volume";
import { onChange } from "@/events/bus";

import { useOperations } from "./operations";
import { merge, SETTLE_MS, usePaged } from "./paged";

/** How many VMs are offered to choose from; a search narrows them. */
const CHOICES = 50;

export const useVolumes = defineStore("volumes", () => {
  const operations = useOperations();
  const list = usePaged({
    read: async (query: api.VolumeQuery) => {
      const page = await api.page(query);
      operations.remember(page.content);
      return page;
    },
    type: "volume",
    keyOf: (volume: Volume) => volume.uuid,
    alsoOn: ["vm"],
  });

  /** Looked at in the side panel though it is not on the list's page. */
  const apart = ref<Volume | null>(null);
  const watched = ref("");
  const current = computed(() => list.rows.value.find((row) => row.uuid === watched.value) ?? apart.value);
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Look at one disk, wherever in the list it is; null when there is none of this uuid. */
  async function open(uuid: string): Promise<void> {
    watched.value = uuid;
    if (apart.value?.uuid !== uuid) apart.value = null;
    await reread();
  }

  function close(): void {
    watched.value = "";
    apart.value = null;
    clearTimeout(timer);
  }

  /** The server has no request for one disk. */
  async function reread(): Promise<void> {
    const uuid = watched.value;
    const row = list.rows.value.find((one) => one.uuid === uuid);
    const found = row ?? (uuid ? (await api.all()).find((one) => one.uuid === uuid) : undefined);
    if (watched.value === uuid) apart.value = found ? { ...found } : null;
  }

  onChange("volume", (change) => {
    if (!watched.value || change.key !== watched.value) return;
    if (change.kind === "removed") return close();
    if (apart.value) merge(apart.value, change.record);
    clearTimeout(timer);
    timer = setTimeout(() => void reread().catch(() => undefined), 2 * SETTLE_MS);
  });

  const create = (form: CreateVolume, key: string): Promise<Volume> => api.create(form, key);
  const attach = (vmUuid: string, volumeUuid: string, key: string) => api.attach(vmUuid, volumeUuid, key);

  async function edit(uuid: string, name: string, description: string): Promise<void> {
    await api.edit(uuid, name, description);
    await list.reload();
    await reread();
  }

  /** The VMs that can take a disk; no keywords: all of them. */
  async function attachableVms(keywords: string): Promise<Vm[]> {
    return (await vmApi.pageAttachable(keywords, 1, CHOICES)).content;
  }

  return { list, current, open, close, create, edit, attach, attachableVms };
});
