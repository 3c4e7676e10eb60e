/** What needs somebody's hand, gravest first. Pure: what the stores know in, texts to come out. */

import type { Text } from "@/actions/action";
import type { Host, Operation } from "@/api/types";
import { explained } from "@/composables/hostWarnings";
import type { Silent } from "@/stores/services";

import type { Resource } from "./resources";

const NEARLY_FULL = 90;

export interface Warning {
  id: string;
  grave: boolean;
  text: Text;
  to: { name: string; params?: Record<string, string>; query?: Record<string, string> } | null;
}

const nodes = { name: "system", query: { tab: "nodes" } };
const places: Partial<Record<Resource["id"], Warning["to"]>> = {
  publicIps: { name: "system", query: { tab: "network" } }, privateIps: { name: "system", query: { tab: "network" } },
  images: { name: "system", query: { tab: "storage" } }, volumes: { name: "system", query: { tab: "storage" } },
};

export function ofHosts(hosts: readonly Host[]): Warning[] {
  return hosts.flatMap((host) => {
    const name = host.name ?? "";
    const away = host.status === "OFFLINE"
      ? [{ id: `offline ${name}`, grave: true, text: { key: "home.warning.offline", values: { name } }, to: nodes }] : [];
    const problem = host.problem
      ? [{ id: `problem ${name}`, grave: true, text: { key: "home.warning.problem", values: { name, problem: host.problem } }, to: nodes }] : [];
    const told = (host.warnings ?? []).map((text) => {
      const { id, values } = explained(text);
      return { id: `${name} ${text}`, grave: false, text: { key: `system.warning.${id}.text`, values }, to: nodes };
    });
    return [...away, ...problem, ...told];
  });
}

export function ofServices(silent: readonly Silent[]): Warning[] {
  return silent.map(({ service, node }) => ({
    id: `${service} ${node}`, grave: true, text: { key: "system.silent", values: { service, node } }, to: { name: "system" },
  }));
}

export function ofResources(resources: readonly Resource[], nameOf: (id: Resource["id"]) => string): Warning[] {
  return resources.filter(({ percent }) => (percent ?? 0) >= NEARLY_FULL).map(({ id, percent }) => ({
    id: `full ${id}`, grave: (percent ?? 0) >= 100, text: { key: "home.warning.full", values: { name: nameOf(id), percent } }, to: places[id] ?? nodes,
  }));
}

export function ofTasks(failed: readonly Operation[], kindOf: (kind: string) => string, nameOf: (uuid: string) => string): Warning[] {
  return failed.map((task) => ({
    id: task.uuid,
    grave: true,
    text: { key: "home.warning.task", values: { task: kindOf(task.kind), name: nameOf(task.targetUuid), error: task.error ?? "" } },
    to: task.targetType === "vm" ? { name: "vm", params: { uuid: task.targetUuid }, query: { tab: "tasks" } } : null,
  }));
}

export const gravestFirst = (warnings: readonly Warning[]): Warning[] =>
  [...warnings].sort((one, other) => Number(other.grave) - Number(one.grave));
