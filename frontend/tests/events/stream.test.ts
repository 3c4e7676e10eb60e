import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { onChange, onReset } from "@/events/bus";
import { EventStream, type StreamState } from "@/events/stream";

import { FakeSource, ok, refused, serve } from "../helpers";

let states: StreamState[] = [];
let stream: EventStream;
let tickets = 0;

beforeEach(() => {
  vi.useFakeTimers();
  [states, tickets, FakeSource.all] = [[], 0, []];
  vi.stubGlobal("EventSource", FakeSource);
  serve(() => ok({ ticket: `t${++tickets}`, expiresAt: 0 }));
  stream = new EventStream((state) => states.push(state));
});

afterEach(() => {
  stream.stop();
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);
const change = (key: string) => ({ kind: "changed", type: "vm", key, revision: 1, time: 0, record: {} });

async function opened(): Promise<FakeSource> {
  stream.start();
  await settle();
  FakeSource.last.onopen?.();
  return FakeSource.last;
}

it("opens with a ticket and lets everybody read anew, because what happened before is unknown", async () => {
  const reset = vi.fn();
  const end = onReset(reset);
  const source = await opened();
  expect(source.url).toBe("/api/event/stream?ticket=t1");
  expect(states.at(-1)).toBe("open");
  expect(reset).toHaveBeenCalledOnce();
  end();
});

it("hands changes to those who listen for their type", async () => {
  const [vm, volume] = [vi.fn(), vi.fn()];
  const ends = [onChange("vm", vm), onChange("volume", volume)];
  (await opened()).say("vm", "5", change("a"));
  expect(vm).toHaveBeenCalledWith(expect.objectContaining({ key: "a" }));
  expect(volume).not.toHaveBeenCalled();
  for (const end of ends) end();
});

it("comes back after a break with a new ticket and the last id, and nothing is read anew", async () => {
  const source = await opened();
  const reset = vi.fn();
  const end = onReset(reset);
  source.say("vm", "41", change("a"));
  source.onerror?.();
  expect(states.at(-1)).toBe("away");
  expect(source.closed).toBe(true);
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSource.last.url).toBe("/api/event/stream?ticket=t2&last_event_id=41");
  FakeSource.last.onopen?.();
  expect(states.at(-1)).toBe("open");
  expect(reset).not.toHaveBeenCalled();
  end();
});

it("waits longer each time while the server is away, and tries at once when told", async () => {
  serve(() => new TypeError("no route"));
  stream.start();
  await settle();
  await vi.advanceTimersByTimeAsync(500 + 1000 + 2000 + 4000);
  const before = states.filter((state) => state === "connecting").length;
  expect(before).toBe(5);
  stream.again();
  expect(states.filter((state) => state === "connecting").length).toBe(before + 1);
});

it("forgets its id and lets everybody read anew when the server says so", async () => {
  const source = await opened();
  const reset = vi.fn();
  const end = onReset(reset);
  source.say("vm", "41", change("a"));
  source.say("reset", "", {});
  expect(reset).toHaveBeenCalledOnce();
  source.onerror?.();
  await vi.advanceTimersByTimeAsync(500);
  expect(FakeSource.last.url).not.toContain("last_event_id");
  end();
});

it("does not go on when the session has ended, or when it was stopped", async () => {
  serve(() => ({ status: 401, ...refused("unauthenticated", "sign in", undefined, 401) }));
  stream.start();
  await settle();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeSource.all).toHaveLength(0);
  stream.stop();
  expect(states.at(-1)).toBe("closed");
});
