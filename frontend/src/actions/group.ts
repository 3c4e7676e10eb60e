/** What can be done with a group: administrators alone change groups, and only an empty one goes. */

import { Delete, Edit } from "@element-plus/icons-vue";

import type { UserGroup } from "@/api/types";
import { useGroups } from "@/stores/groups";
import { useSession } from "@/stores/session";

import type { Action, Say, Text } from "./action";

export type GroupActionId = "edit" | "delete";

const administrators = (): Text | null => (useSession().isAdministrator ? null : { key: "group.blocked.notAdministrator" });

function deleteBlocked(group: UserGroup): Text | null {
  return administrators() ?? (group.users ? { key: "group.blocked.hasUsers", values: { n: group.users } } : null);
}

const askDelete = ([group]: readonly UserGroup[], say: Say) => ({
  title: `${say("group.action.delete")}: ${group?.name ?? ""}`,
  text: say("group.confirm.delete"),
  lost: [say("group.confirm.lostQuota")],
  typed: group?.name ?? "",
  ok: say("group.action.delete"),
  danger: true,
});

const GROUP_ACTIONS: readonly (Action<UserGroup> & { id: GroupActionId })[] = [
  { id: "edit", icon: Edit, blocked: administrators },
  {
    id: "delete", icon: Delete, danger: true, blocked: deleteBlocked, confirm: askDelete,
    run: (group) => useGroups().remove(group.id ?? 0),
  },
];

export const groupAction = (id: GroupActionId): Action<UserGroup> =>
  GROUP_ACTIONS.find((action) => action.id === id) as Action<UserGroup>;
