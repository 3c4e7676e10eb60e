/** What can be done with an account, and by whom: as iaas-core's `services/users` decides, so that no button is in vain. */

import { Delete, Edit, Key, Lock, Share, Unlock } from "@element-plus/icons-vue";

import type { User } from "@/api/types";
import { useSession } from "@/stores/session";
import { useUsers } from "@/stores/users";

import type { Action, Say, Text } from "./action";

export type UserActionId = "edit" | "reset" | "lock" | "unlock" | "giveAll" | "delete";

export const shownName = (user: User) => user.name || user.username;
export const isOneself = (user: User) => user.id !== undefined && user.id === useSession().user?.id;

/** Leaders manage the members of their group, administrators everybody. */
function managed(user: User): Text | null {
  const session = useSession();
  return session.isAdministrator || user.role === "MEMBER" ? null : { key: "user.blocked.notMember" };
}

/** What nobody does to the own account. */
const others = (key: string) => (user: User): Text | null => (isOneself(user) ? { key } : managed(user));

const askLock = ([user]: readonly User[], say: Say) => ({
  title: `${say("user.action.lock")}: ${user ? shownName(user) : ""}`,
  text: say("user.confirm.lock"),
  lost: [say("user.confirm.lostSessions"), say("user.confirm.lostKeys")],
  kept: [say("user.confirm.keptThings")],
  ok: say("user.action.lock"),
  danger: true,
});

const enable = (user: User, enabled: boolean) => useUsers().edit({ id: user.id ?? 0, enabled });

const USER_ACTIONS: readonly (Action<User> & { id: UserActionId })[] = [
  { id: "edit", icon: Edit, blocked: (user) => (isOneself(user) ? null : managed(user)) },
  { id: "reset", icon: Key, blocked: others("user.blocked.ownPassword") },
  {
    id: "lock", icon: Lock, blocked: others("user.blocked.ownState"), confirm: askLock, run: (user) => enable(user, false),
  },
  { id: "unlock", icon: Unlock, blocked: others("user.blocked.ownState"), run: (user) => enable(user, true) },
  { id: "giveAll", icon: Share, blocked: () => null },
  { id: "delete", icon: Delete, danger: true, blocked: others("user.blocked.ownAccount") },
];

export const userAction = (id: UserActionId): Action<User> => USER_ACTIONS.find((action) => action.id === id) as Action<User>;
/** In the order of the menu; only one of locking and unlocking makes sense. */
export const userActionsOf = (user: User): Action<User>[] =>
  USER_ACTIONS.filter((action) => action.id !== (user.enabled === false ? "lock" : "unlock"));
