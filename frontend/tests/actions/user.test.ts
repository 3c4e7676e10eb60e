import { beforeEach, describe, expect, it } from "vitest";

import { groupAction } from "@/actions/group";
import { userActionsOf } from "@/actions/user";
import { vmAction } from "@/actions/vm";
import type { Role, User, UserGroup, Vm } from "@/api/types";
import { useSession } from "@/stores/session";

import { ok, serve } from "../helpers";

const say = (key: string) => key;
const user = (role: Role, more: Partial<User> = {}): User => ({ id: 2, username: "ben", role, enabled: true, mustChangePassword: false, ...more });
const allowed = (one: User) => userActionsOf(one).filter((action) => action.blocked(one, say) === null).map((action) => action.id);
const become = (role: Role) => (useSession().user = user(role, { id: 1, username: "me" }));
const EVERYTHING = ["edit", "reset", "lock", "giveAll", "delete"];

describe("what can be done with an account", () => {
  it.each<[Role, User, string[]]>([
    ["SUPER_ADMIN", user("SUPER_ADMIN"), EVERYTHING],
    ["SUPER_ADMIN", user("MEMBER", { enabled: false }), ["edit", "reset", "unlock", "giveAll", "delete"]],
    ["GROUP_LEADER", user("MEMBER"), EVERYTHING],
    ["GROUP_LEADER", user("GROUP_LEADER"), ["giveAll"]],
    ["GROUP_LEADER", user("GROUP_LEADER", { id: 1 }), ["edit", "giveAll"]],
    ["SUPER_ADMIN", user("SUPER_ADMIN", { id: 1 }), ["edit", "giveAll"]],
  ])("by a %s", (role, target, ids) => {
    become(role);
    expect(allowed(target)).toEqual(ids);
  });

  it("is said with the reason when it cannot", () => {
    become("GROUP_LEADER");
    const reasonOf = (id: string, target: User) => userActionsOf(target).find((action) => action.id === id)?.blocked(target, say)?.key;
    expect(reasonOf("edit", user("SUPER_ADMIN"))).toBe("user.blocked.notMember");
    expect(reasonOf("reset", user("MEMBER", { id: 1 }))).toBe("user.blocked.ownPassword");
  });

  it("locks after it was asked, naming what ends", async () => {
    become("SUPER_ADMIN");
    const lock = userActionsOf(user("MEMBER")).find((action) => action.id === "lock")!;
    expect(lock.confirm!([user("MEMBER")], say).lost).toEqual(["user.confirm.lostSessions", "user.confirm.lostKeys"]);
    const asked = serve(() => ok({}));
    await lock.run!(user("MEMBER"), new Set());
    expect(asked[0]).toMatchObject({ path: "/api/user/edit", body: { id: 2, enabled: false } });
  });
});

describe("groups and things", () => {
  const group = { id: 3, name: "web", users: 2 } as UserGroup;
  beforeEach(() => become("SUPER_ADMIN"));

  it("go only when they are empty, and by administrators", () => {
    expect(groupAction("delete").blocked(group, say)).toEqual({ key: "group.blocked.hasUsers", values: { n: 2 } });
    expect(groupAction("delete").blocked({ ...group, users: 0 }, say)).toBeNull();
    become("GROUP_LEADER");
    expect(groupAction("edit").blocked(group, say)?.key).toBe("group.blocked.notAdministrator");
  });

  it("are given away by leaders and administrators, while nothing works on them", () => {
    const vm: Vm = { uuid: "v", status: "STOPPED" };
    expect(vmAction("give").blocked(vm, say)).toBeNull();
    expect(vmAction("give").blocked({ ...vm, operationUuid: "o" }, say)?.key).toBe("vm.blocked.busy");
    become("MEMBER");
    expect(vmAction("give").blocked(vm, say)?.key).toBe("vm.blocked.notLeader");
  });
});
