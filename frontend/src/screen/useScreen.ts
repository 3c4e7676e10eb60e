/**
 * The life of a VM's screen in the browser: connects when the VM runs, again by itself with a fresh ticket when it was
 * cut off, and says in which of its states it is. Only one thing is left to the user: to take a screen back.
 */

import type RFB from "@novnc/novnc";
import { onScopeDispose, ref, shallowRef, watch, type Ref } from "vue";

import { asApiError } from "@/api/errors";

import { ticketOf, websocketFor } from "./address";

export type ScreenState =
  | "off" | "starting" | "connecting" | "connected" | "disconnected" | "rebooted" | "taken" | "refused" | "noService"
  | "simulated";

export interface ScreenOptions {
  /** Where the screen is drawn. */
  target: Ref<HTMLElement | null>;
  /** The VM's status, live. */
  status: () => string | undefined;
  /** There is no QEMU behind the VM. */
  simulated: () => boolean;
  /** A fresh address, and the password of the VM's present start. */
  open: () => Promise<{ url: string; password: string }>;
}

const RUNNING = new Set(["ACTIVE", "PAUSED"]);
const CHANGING = new Set(["BUILDING", "STARTING", "REBOOTING", "RESUMING", "STOPPING", "SUSPENDING", "RESIZING"]);
const WAITS_MS = [300, 1_000, 2_000, 4_000, 8_000, 15_000];
/** Cut off so soon after connecting, and again: somebody else wants this screen for themselves. */
const SHORT_MS = 5_000;
const SHORT_ONES = 3;
const WRONG_PASSWORDS = 3;

export function useScreen(options: ScreenOptions) {
  const state = ref<ScreenState>("connecting");
  const rfb = shallowRef<RFB | null>(null);
  let turn = 0;
  let tries = 0;
  let shortOnes = 0;
  let wrongPasswords = 0;
  let connectedAt = 0;
  let rebooting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function connect(): Promise<void> {
    drop();
    const mine = turn;
    if (options.simulated()) return say("simulated");
    if (!RUNNING.has(options.status() ?? "")) return say(CHANGING.has(options.status() ?? "") ? "starting" : "off");
    say(rebooting ? "rebooted" : tries ? "disconnected" : "connecting");
    try {
      const [{ default: Rfb }, place] = await Promise.all([import("@novnc/novnc"), options.open()]);
      const ticket = ticketOf(place.url);
      if (mine !== turn || !options.target.value || ticket === null) return;
      follow(new Rfb(options.target.value, websocketFor(ticket), { shared: true, credentials: { password: place.password } }), mine);
    } catch (error) {
      if (mine === turn) again(asApiError(error).isAway ? "noService" : "disconnected");
    }
  }

  function follow(made: RFB, mine: number): void {
    rfb.value = made;
    made.scaleViewport = true;
    made.background = "#000";
    made.addEventListener("connect", () => {
      [connectedAt, tries, wrongPasswords, rebooting] = [Date.now(), 0, 0, false];
      say("connected");
      made.focus();
    });
    made.addEventListener("securityfailure", () => wrongPasswords++);
    made.addEventListener("credentialsrequired", () => made.disconnect());
    made.addEventListener("disconnect", () => {
      if (mine === turn) cutOff();
    });
  }

  /** The connection ended and nobody here wanted it to. */
  function cutOff(): void {
    rfb.value = null;
    if (wrongPasswords >= WRONG_PASSWORDS) return say("refused");
    shortOnes = connectedAt && Date.now() - connectedAt < SHORT_MS ? shortOnes + 1 : 0;
    connectedAt = 0;
    if (shortOnes >= SHORT_ONES) return say("taken");
    again(rebooting ? "rebooted" : "disconnected");
  }

  function again(meanwhile: ScreenState): void {
    say(meanwhile);
    timer = setTimeout(() => void connect(), WAITS_MS[Math.min(tries++, WAITS_MS.length - 1)]);
  }

  function say(now: ScreenState): void {
    state.value = now;
  }

  function drop(): void {
    turn++;
    clearTimeout(timer);
    rfb.value?.disconnect();
    rfb.value = null;
  }

  /** The user wants it now. */
  function reconnect(): void {
    [tries, shortOnes, wrongPasswords] = [0, 0, 0];
    void connect();
  }

  watch(options.target, (element) => element && void connect());
  watch(options.status, (now, before) => {
    if (now === "REBOOTING") rebooting = true;
    if (!RUNNING.has(now ?? "")) {
      // While it restarts or stops its last picture stays until the connection ends by itself.
      if (!CHANGING.has(now ?? "") || state.value !== "connected") void connect();
    } else if (!RUNNING.has(before ?? "") && state.value !== "connected") {
      reconnect();
    }
  });
  onScopeDispose(drop);

  return { state, rfb, reconnect };
}
