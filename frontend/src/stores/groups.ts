/** Groups with what they may have and what they have. There are few: all are read, and searched and sorted here. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import type { Paging } from "@/api/paging";
import type { EditUserGroup, UserGroup, UserGroupForm } from "@/api/types";
import * as api from "@/api/user_group";
import { onChange } from "@/events/bus";

import { usePaged } from "./paged";

export interface GroupQuery extends Paging<"name" | "users"> {
  keywords: string;
}

/** What is counted of a group, and in which unit: cores are bare numbers. */
export const QUOTAS = [
  { key: "vms", unit: "" },
  { key: "cpus", unit: "" },
  { key: "memory", unit: "GiB" },
  { key: "systemStorage", unit: "GiB" },
  { key: "dataStorage", unit: "GiB" },
  { key: "publicIps", unit: "" },
] as const;

export const useGroups = defineStore("groups", () => {
  const all = ref<UserGroup[]>([]);
  const byId = computed(() => new Map(all.value.map((group) => [group.id, group])));
  const nameOf = (id: number | undefined) => (id === undefined ? "" : (byId.value.get(id)?.name ?? `#${id}`));

  /** Those that the caller may see: all, or the own one. */
  async function load(): Promise<UserGroup[]> {
    all.value = await api.all();
    return all.value;
  }

  const list = usePaged({
    read: async ({ keywords, page, size, sort, order }: GroupQuery) => {
      const wanted = keywords.toLowerCase();
      const found = (await load()).filter((group) => `${group.name}\n${group.description ?? ""}`.toLowerCase().includes(wanted));
      const before = order === "desc" ? -1 : 1;
      if (sort === "name") found.sort((one, other) => before * one.name.localeCompare(other.name));
      if (sort === "users") found.sort((one, other) => before * ((one.users ?? 0) - (other.users ?? 0)));
      return { content: found.slice((page - 1) * size, page * size), totalElements: found.length };
    },
    keyOf: (group: UserGroup) => String(group.id),
    alsoOn: ["user_group", "user", "vm", "volume"],
  });

  onChange("user_group", (change) => {
    const group = byId.value.get(Number(change.key));
    if (group && change.kind === "changed") group.name = String(change.record["name"] ?? group.name);
  });

  async function save(form: UserGroupForm | EditUserGroup, key: string): Promise<void> {
    await ("id" in form ? api.edit(form, key) : api.create(form, key));
    await list.reload();
  }

  async function remove(id: number): Promise<void> {
    await api.remove(id);
    await list.reload();
  }

  return { all, byId, nameOf, list, load, save, remove };
});
