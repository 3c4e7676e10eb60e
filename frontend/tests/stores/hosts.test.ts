import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useHosts } from "@/stores/hosts";
import { useServices } from "@/stores/services";

import { ok, serve } from "../helpers";

const row = (agent: string, more = {}) => ({ "iaas-core": "ACTIVE", "iaas-agent": agent, Libvirt: agent, DHCP: "NON", ...more });
const answer = (path: string) => {
  if (path.includes("query_service")) return { work: row("ACTIVE", { DHCP: "DEAD" }), control: row("NON") };
  if (path.includes("query_all")) return [{ name: "work", uuid: "h1", status: "READY" }];
  return { total_node: 1, work: { total_vcpu: 8, used_vcpu: 2 } };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("knows every node: work nodes with their use, others with grey dots and nothing", async () => {
  serve(({ path }) => ok(answer(path)));
  const [hosts, services] = [useHosts(), useServices()];
  for (const watched of [hosts.all, hosts.resources, services.matrix]) watched.look();
  await vi.advanceTimersByTimeAsync(0);
  expect(hosts.nodes.map(({ name, host, use, agent, libvirt }) => [name, host?.uuid, use?.used_vcpu, agent, libvirt])).toEqual([
    ["work", "h1", 2, "ACTIVE", "ACTIVE"],
    ["control", undefined, undefined, "NON", "NON"],
  ]);
  expect(services.silent).toEqual([{ service: "DHCP", node: "work" }]);
});

it("sets limits under the form's key and shows them at once", async () => {
  const asked = serve(({ path }) => ok(answer(path)));
  const hosts = useHosts();
  hosts.all.look();
  await vi.advanceTimersByTimeAsync(0);
  await hosts.setLimits({ hostUuid: "h1", vcpu: 1, mem: 2, storage: 3 }, "key");
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    "GET /api/host/query_all", "POST /api/host/node_resource", "GET /api/host/query_all",
  ]);
  expect(asked[1]).toMatchObject({ body: { hostUuid: "h1", vcpu: 1, mem: 2, storage: 3 }, headers: { "Idempotency-Key": "key" } });
});
