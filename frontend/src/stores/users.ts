/** Accounts: the list's page, what is done with one, and what somebody owns. */

import { defineStore } from "pinia";
import { ref } from "vue";

import type { CreateUser, EditUser, User, Vm, Volume } from "@/api/types";
import * as api from "@/api/user";
import * as vmApi from "@/api/vm";
import * as volumeApi from "@/api/volume";

import { usePaged } from "./paged";

/** How many people are offered to choose from; a search narrows them. */
const CHOICES = 50;

/** A VM with its disks, or a data disk that no VM has: what goes from one owner to another. */
export interface Thing {
  kind: "vm" | "volume";
  uuid: string;
  name: string;
  /** Something works on it; it cannot go now. */
  busy: boolean;
}

export const useUsers = defineStore("users", () => {
  const list = usePaged({
    read: (query: api.UserQuery) => api.page(query),
    type: "user",
    keyOf: (user: User) => String(user.id),
  });

  /** The answer holds the password if one was made up, which is told this once. */
  async function create(form: CreateUser, key: string): Promise<string> {
    const made = await api.create(form, key);
    await list.reload();
    return made.password ?? "";
  }

  async function edit(form: EditUser): Promise<void> {
    await api.edit(form);
    await list.reload();
  }

  /** As `create`: an empty answer where the password was chosen. */
  async function resetPassword(id: number, chosen?: string): Promise<string> {
    const answer = await api.resetPassword(id, chosen);
    await list.reload();
    return answer.password ?? "";
  }

  async function remove(id: number): Promise<void> {
    await api.remove(id);
    await list.reload();
  }

  const names = ref(new Map<number, string>());
  const nameOf = (id: number) => names.value.get(id) ?? `#${id}`;

  /** What people are called, for where only their numbers are told. */
  async function loadNames(): Promise<void> {
    names.value = new Map((await api.all()).map((user) => [user.id ?? 0, user.username]));
  }

  const search = async (keywords: string): Promise<User[]> =>
    (await api.page({ keywords, page: 1, size: CHOICES })).content;

  /** What somebody has, by name. */
  async function possessions(userId: number): Promise<Thing[]> {
    const [vms, volumes] = await Promise.all([vmApi.all(), volumeApi.all()]);
    const free = volumes.filter((volume) => volume.usageType !== "SYSTEM" && !volume.instanceUuid);
    const own = [
      ...vms.filter((vm) => vm.userId === userId).map((vm) => asThing("vm", vm)),
      ...free.filter((volume) => volume.userId === userId).map((volume) => asThing("volume", volume)),
    ];
    return own.sort((a, b) => a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
  }

  const give = (thing: Pick<Thing, "kind" | "uuid">, userId: number) =>
    thing.kind === "vm" ? vmApi.changeOwner(thing.uuid, userId) : volumeApi.changeOwner(thing.uuid, userId);

  return { list, create, edit, resetPassword, remove, nameOf, loadNames, search, possessions, give };
});

const asThing = (kind: Thing["kind"], row: Vm | Volume): Thing => ({
  kind,
  uuid: row.uuid,
  name: row.name ?? row.uuid.slice(0, 8),
  busy: Boolean(row.operationUuid),
});
