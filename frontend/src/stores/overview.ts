/** Counts of what the user may see, and how loaded the platform was while somebody looked. */

import { defineStore } from "pinia";
import { computed, ref, watch } from "vue";

import * as images from "@/api/image";
import type { NodeResource, NodeUse } from "@/api/types";
import * as vms from "@/api/vm";
import * as volumes from "@/api/volume";

import { useHosts, USE_MS } from "./hosts";
import { useWatched } from "./watched";

/** How far back the curve goes. */
const KEPT_MS = 60 * 60_000;
const GAP_MS = 3 * USE_MS;
/** How often images are counted, besides their events: files can be put into the folder by hand. */
const IMAGES_MS = 30_000;

/** What VMs hold of a node in per cent of its limits; null where there is no limit. */
export interface Load {
  cpu: number | null;
  memory: number | null;
  storage: number | null;
}
/** Loads by node; the empty name is the whole platform. A sample without loads is a gap. */
export interface Sample {
  time: number;
  loads: Record<string, Load>;
}

const share = (used: number, total: number) => (total > 0 ? Math.round((1000 * used) / total) / 10 : null);
const sum = (uses: readonly NodeUse[], of: (use: NodeUse) => number) => uses.reduce((all, use) => all + of(use), 0);

export const usesOf = (resources: NodeResource): [string, NodeUse][] =>
  Object.entries(resources).filter((entry): entry is [string, NodeUse] => typeof entry[1] === "object");

/** The platform counts only nodes that have a limit of a kind: of the others no share can be told. */
export function loadOf(uses: readonly NodeUse[]): Load {
  const part = (used: (use: NodeUse) => number, total: (use: NodeUse) => number) => {
    const limited = uses.filter((use) => total(use) > 0);
    return share(sum(limited, used), sum(limited, total));
  };
  return {
    cpu: part((use) => use.used_vcpu, (use) => use.total_vcpu),
    memory: part((use) => use.used_mem, (use) => use.total_mem),
    storage: part((use) => use.used_storage, (use) => use.total_sys_storage),
  };
}

export const useOverview = defineStore("overview", () => {
  const hosts = useHosts();
  const vmCounts = useWatched(vms.statistics, { on: ["vm"] });
  const volumeCounts = useWatched(volumes.statistics, { on: ["volume"] });
  const imageCounts = useWatched(images.statistics, { on: ["image"], everyMs: IMAGES_MS });
  const samples = ref<Sample[]>([]);

  function take(resources: NodeResource): void {
    const time = Date.now();
    const last = samples.value.at(-1);
    const uses = usesOf(resources);
    const loads = Object.fromEntries([["", loadOf(uses.map(([, use]) => use))], ...uses.map(([name, use]) => [name, loadOf([use])])]);
    const gap = last && time - last.time > GAP_MS ? [{ time: last.time + 1, loads: {} }] : [];
    samples.value = [...samples.value, ...gap, { time, loads }].filter((sample) => time - sample.time < KEPT_MS);
  }

  watch(() => hosts.resources.data, (resources) => { if (resources) take(resources); });

  /** Names of the nodes that were ever seen. */
  const nodes = computed(() => [...new Set(samples.value.flatMap((sample) => Object.keys(sample.loads)))].filter((name) => name !== ""));

  return { vmCounts, volumeCounts, imageCounts, samples, nodes };
});
