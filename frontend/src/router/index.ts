/** Pages and who may open them. Whoever must sign in first comes back to the page that was asked for. */

import { createRouter, createWebHistory, type RouteLocationNormalized } from "vue-router";

import { i18n } from "@/i18n";
import { useSession } from "@/stores/session";

import { routes } from "./routes";

const RELOADED = "kubeiaas.reloaded";
const RELOAD_PAUSE_MS = 10_000;

export const router = createRouter({ history: createWebHistory(), routes });

/** Where to after signing in; only a path of this console is believed. */
export function backTo(location: RouteLocationNormalized): string {
  const wanted = location.query["back"];
  return typeof wanted === "string" && /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

/** To the sign-in page, and back to where one is now. */
export async function toSignIn(): Promise<void> {
  const now = router.currentRoute.value;
  if (now.meta.open) return;
  await router.replace({ name: "sign-in", query: { back: now.fullPath } });
}

router.beforeEach(async (to) => {
  const session = useSession();
  if (to.name === "away") return true;
  try {
    if (!session.isSignedIn) await session.restore();
  } catch {
    return { name: "away", query: { back: to.fullPath } };
  }
  if (to.meta.open) return session.isSignedIn && !session.mustChangePassword ? backTo(to) : true;
  if (!session.isSignedIn || session.mustChangePassword) {
    return { name: "sign-in", query: { back: to.fullPath } };
  }
  return !to.meta.role || session.is(to.meta.role) ? true : { name: "not-found", params: { rest: [] } };
});

router.afterEach((to) => {
  document.title = `${i18n.global.t(to.meta.title)} · ${i18n.global.t("common.product")}`;
});

/** A part of a page could not be loaded: the network went, or a new version came. Loads the whole page once it can. */
router.onError((_error, to) => {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  const again = () => {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    window.location.assign(to.fullPath);
  };
  if (!navigator.onLine) window.addEventListener("online", again, { once: true });
  else if (Date.now() - last > RELOAD_PAUSE_MS) again();
});
