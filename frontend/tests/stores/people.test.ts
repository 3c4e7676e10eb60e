import { expect, it } from "vitest";

import { publish } from "@/events/bus";
import { useGroups } from "@/stores/groups";
import { useSession } from "@/stores/session";
import { useTasks } from "@/stores/tasks";
import { useUsers } from "@/stores/users";

import { ok, serve } from "../helpers";

const groups = ["Radiology", "Web"].map((name, index) => ({ id: index + 1, name, users: 0 }));

it("asks for the people that the filters mean, and leaves out what is not filtered", async () => {
  const asked = serve(() => ok({ content: [{ id: 1, username: "anna", role: "MEMBER" }], totalElements: 1, totalPages: 1 }));
  const users = useUsers();
  await users.list.load({ keywords: "an", role: "MEMBER", groupId: 3, enabled: false, page: 2, size: 10 });
  expect(asked[0]?.path).toBe("/api/user/page_query_all?keywords=an&role=MEMBER&group_id=3&enabled=false&page_num=2&page_size=10");
  publish({ kind: "changed", type: "user", key: "1", revision: 1, time: 0, record: { enabled: false, name: null } });
  expect(users.list.rows[0]).toMatchObject({ username: "anna", enabled: false });
});

it("knows what somebody owns: VMs with their disks, and disks that no VM has", async () => {
  const own = { userId: 7, userName: "ben" };
  serve(({ path }) =>
    ok(
      path.includes("/vm/")
        ? [{ uuid: "v1", name: "web", ...own, operationUuid: "o" }, { uuid: "v2", name: "other", userId: 8 }]
        : [{ uuid: "d1", name: "loose", ...own }, { uuid: "d2", name: "in use", instanceUuid: "v1", ...own }],
    ),
  );
  expect(await useUsers().possessions(7)).toEqual([
    { kind: "vm", uuid: "v1", name: "web", busy: true },
    { kind: "volume", uuid: "d1", name: "loose", busy: false },
  ]);
});

it("searches groups and knows their names", async () => {
  serve(() => ok(groups));
  const store = useGroups();
  await store.list.load({ keywords: "radio", page: 1, size: 10 });
  expect([store.list.rows.map((group) => group.name), store.list.total]).toEqual([["Radiology"], 1]);
  expect([store.nameOf(2), store.nameOf(9), store.nameOf(undefined)]).toEqual(["Web", "#9", ""]);
});

it("creates without an id and edits with one", async () => {
  const asked = serve(({ method }) => ok(method === "GET" ? groups : {}));
  await useGroups().save({ name: "new" }, "k1");
  await useGroups().save({ id: 2, name: "Web" }, "k2");
  expect(asked.filter(({ method }) => method === "POST").map(({ path, headers }) => [path, headers["Idempotency-Key"]])).toEqual([
    ["/api/user_group/create", "k1"], ["/api/user_group/edit", "k2"],
  ]);
});

it("shows a task's step in the list as the event tells it", async () => {
  const row = { uuid: "o1", kind: "vm_create", status: "running", targetName: "web", stepsDone: 0, stepsTotal: 2 };
  serve(() => ok({ content: [row], totalElements: 1 }));
  const tasks = useTasks();
  await tasks.list.load({ status: "running", page: 1, size: 10 });
  const steps = [{ name: "a", status: "done" }, { name: "b", status: "running" }];
  publish({ kind: "changed", type: "operation", key: "o1", revision: 1, time: 0, record: { status: "running", steps } });
  expect(tasks.list.rows[0]).toMatchObject({ step: "b", stepsDone: 1, targetName: "web" });
});

it("wants a fresh window for the next person, not for the same one", async () => {
  let id = 1;
  serve(() => ok({ token: "t", user: { id, username: "u", role: "MEMBER" } }));
  const session = useSession();
  expect(await session.signIn("u", "p")).toBe(false);
  session.end();
  expect(await session.signIn("u", "p")).toBe(false);
  session.end();
  id = 2;
  expect(await session.signIn("v", "p")).toBe(true);
});
