import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { nextTick } from "vue";

import { useHosts, USE_MS } from "@/stores/hosts";
import { loadOf, useOverview } from "@/stores/overview";

import { ok, serve } from "../helpers";

const use = (cpus: number, of: number) => ({
  total_vcpu: of, used_vcpu: cpus, total_mem: 10, used_mem: 5, total_sys_storage: 0, used_sys_storage: 6, used_storage: 7, storage_dir: "/d",
});

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

it("tells shares of what is limited, and of nothing else", () => {
  expect(loadOf([use(2, 8)])).toEqual({ cpu: 25, memory: 50, storage: null });
  expect(loadOf([use(2, 8), use(100, 0)]).cpu).toBe(25);
  expect(loadOf([])).toEqual({ cpu: null, memory: null, storage: null });
});

it("collects the load of each node and of all while somebody looks, and leaves gaps as gaps", async () => {
  let cpus = 2;
  serve(() => ok({ total_node: 2, a: use(cpus, 8), b: use(0, 8) }));
  const [hosts, overview] = [useHosts(), useOverview()];
  const leave = hosts.resources.look();
  await vi.advanceTimersByTimeAsync(0);
  cpus = 4;
  await vi.advanceTimersByTimeAsync(USE_MS);
  expect(overview.samples.map(({ loads }) => [loads[""]?.cpu, loads["a"]?.cpu])).toEqual([[12.5, 25], [25, 50]]);
  expect(overview.nodes).toEqual(["a", "b"]);
  leave();
  await vi.advanceTimersByTimeAsync(10 * USE_MS);
  hosts.resources.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(overview.samples.map(({ loads }) => Object.keys(loads).length)).toEqual([3, 3, 0, 3]);
});

it("forgets after an hour", async () => {
  serve(() => ok({ total_node: 0 }));
  const [hosts, overview] = [useHosts(), useOverview()];
  hosts.resources.look();
  await vi.advanceTimersByTimeAsync(2 * 3600_000);
  await nextTick();
  expect(overview.samples.length).toBeLessThanOrEqual(3600_000 / USE_MS);
});
