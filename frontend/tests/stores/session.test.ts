import { beforeEach, expect, it } from "vitest";

import { wire } from "@/api/http";
import { useSession } from "@/stores/session";

import { ok, refused, serve } from "../helpers";

const user = (more = {}) => ({ username: "ada", role: "MEMBER", enabled: true, mustChangePassword: false, ...more });
const noone = { status: 401, ...refused("unauthenticated", "sign in", undefined, 401) };

beforeEach(() => {
  const session = useSession();
  wire({
    token: () => session.token, language: () => "en", unauthenticated: () => session.end(),
    reachable: () => undefined, warned: () => undefined,
  });
});

it("keeps the token over a reload, and nothing of the password", async () => {
  serve(() => ok({ token: "t", expiresAt: 1, user: user() }));
  await useSession().signIn("ada", "hunter2hunter2");
  expect(Object.values({ ...localStorage })).toEqual(["t"]);
});

it("ends when the server does not know the token any more, and says so", async () => {
  const session = useSession();
  serve(() => ok({ token: "t", expiresAt: 1, user: user() }));
  await session.signIn("ada", "x");
  serve(() => noone);
  await session.restore();
  expect([session.isSignedIn, session.token, session.expired]).toEqual([false, null, true]);
  expect(localStorage.length).toBe(0);
});

it("asks once without a token whether signing in is needed at all", async () => {
  const session = useSession();
  const asked = serve(() => noone);
  expect(await session.restore()).toBeNull();
  expect(await session.restore()).toBeNull();
  expect(asked).toHaveLength(1);
  expect(session.expired).toBe(false);
});

it("needs no sign-in where the server wants none (AUTH_MODE=none)", async () => {
  serve(() => ok(user({ role: "SUPER_ADMIN" })));
  expect(await useSession().restore()).not.toBeNull();
  expect(useSession().isSignedIn).toBe(true);
});

it("ranks roles", async () => {
  const session = useSession();
  serve(() => ok({ token: "t", expiresAt: 1, user: user({ role: "GROUP_LEADER", mustChangePassword: true }) }));
  await session.signIn("ada", "x");
  expect([session.is("MEMBER"), session.is("GROUP_LEADER"), session.is("SUPER_ADMIN")]).toEqual([true, true, false]);
  expect(session.mustChangePassword).toBe(true);
  serve(() => ok({ message: "success" }));
  await session.changePassword("x", "y");
  expect(session.mustChangePassword).toBe(false);
});
