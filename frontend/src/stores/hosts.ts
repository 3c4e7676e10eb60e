/** Hosts: what they are, what VMs hold of them, and the folders they share. */

import { defineStore } from "pinia";
import { computed } from "vue";

import * as api from "@/api/host";
import type { Host, HostResourceForm, NodeUse, ServiceStatus } from "@/api/types";
import { newKey } from "@/composables/key";

import { useServices } from "./services";
import { useWatched } from "./watched";

/** Signs of life make no events. */
const SEEN_MS = 15_000;
/** How often use is read: folders fill by themselves. */
export const USE_MS = 10_000;

/** A node of the suite: a work node has a host and its use. */
export interface Node {
  name: string;
  host?: Host;
  use?: NodeUse;
  agent: ServiceStatus;
  libvirt: ServiceStatus;
}

export const useHosts = defineStore("hosts", () => {
  const services = useServices();
  const all = useWatched(api.all, { on: ["host"], everyMs: SEEN_MS });
  const resources = useWatched(api.nodeResource, { on: ["host", "vm"], everyMs: USE_MS });
  const statistics = useWatched(api.statistics, { on: ["host", "vm", "volume"], everyMs: USE_MS });
  const storage = useWatched(api.networkStorage, { on: ["host", "volume"], everyMs: 3 * USE_MS });

  /** Every node that has a host or is to run a service. */
  const nodes = computed<Node[]>(() => {
    const hosts = new Map((all.data.value ?? []).map((host) => [host.name ?? "", host]));
    const names = [...hosts.keys(), ...Object.keys(services.matrix.data ?? {})];
    return [...new Set(names)].map((name) => {
      const row = services.matrix.data?.[name];
      const host = hosts.get(name);
      const use = host && resources.data.value?.[name];
      return { name, host, use, agent: row?.["iaas-agent"] ?? "NON", libvirt: row?.Libvirt ?? "NON" };
    });
  });

  async function setLimits(form: HostResourceForm, key: string): Promise<void> {
    await api.setLimits(form, key);
    await Promise.all([all.reload(), resources.reload()]);
  }

  /** It is dead, says its administrator. */
  async function remove(host: Host): Promise<void> {
    await api.remove({ hostUuid: host.uuid ?? "", name: host.name ?? "" }, newKey());
    await Promise.all([all.reload(), resources.reload()]);
  }

  return { all, resources, statistics, storage, nodes, setLimits, remove };
});
