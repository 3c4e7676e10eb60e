/** Who is signed in. The token is kept for the browser, so that a second tab and a reload need no sign-in. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import type { ApiError } from "@/api/errors";
import type { Role, User } from "@/api/types";
import * as users from "@/api/user";

const KEPT = "kubeiaas.token";
const RANK: Record<Role, number> = { MEMBER: 0, GROUP_LEADER: 1, SUPER_ADMIN: 2 };

export const useSession = defineStore("session", () => {
  const token = ref(localStorage.getItem(KEPT));
  const user = ref<User | null>(null);
  /** The session ended by itself; the sign-in page says so. */
  const expired = ref(false);

  /** Who was signed in last in this window: whoever comes next must not see what was read for somebody else. */
  let lastId: number | undefined;
  /** The server is known to want a sign-in. */
  let isClosed = false;

  const role = computed<Role>(() => user.value?.role ?? "MEMBER");
  const isSignedIn = computed(() => user.value !== null);
  const isAdministrator = computed(() => role.value === "SUPER_ADMIN");
  const mustChangePassword = computed(() => user.value?.mustChangePassword ?? false);
  /** For the menu and the avatar. */
  const shownName = computed(() => user.value?.name || user.value?.username || "");

  /** Whether the user is this or more. */
  const is = (least: Role) => RANK[role.value] >= RANK[least];

  /** Whether the window must be loaded anew, because it was somebody else's. */
  async function signIn(username: string, password: string): Promise<boolean> {
    const login = await users.login(username, password);
    keep(login.token);
    user.value = login.user;
    expired.value = false;
    return lastId !== undefined && lastId !== login.user.id;
  }

  /**
   * Whose token it is; without one, asked once whether signing in is needed here at all (AUTH_MODE=none). Null: it is.
   */
  async function restore(): Promise<User | null> {
    if (token.value === null && isClosed) return null;
    try {
      user.value = await users.current();
    } catch (error) {
      if ((error as ApiError).kind !== "unauthenticated") throw error;
      isClosed = true;
      forget();
    }
    return user.value;
  }

  async function signOut(): Promise<void> {
    await users.logout().catch(() => undefined);
    forget();
  }

  async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
    await users.changePassword(oldPassword, newPassword);
    if (user.value) user.value = { ...user.value, mustChangePassword: false };
  }

  /** The server does not know the token any more. */
  function end(): void {
    expired.value = user.value !== null;
    forget();
  }

  function keep(value: string): void {
    token.value = value;
    localStorage.setItem(KEPT, value);
  }

  function forget(): void {
    lastId = user.value?.id ?? lastId;
    token.value = null;
    user.value = null;
    localStorage.removeItem(KEPT);
  }

  return {
    token, user, expired, role, isSignedIn, isAdministrator, mustChangePassword, shownName,
    is, signIn, restore, signOut, changePassword, end,
  };
});
