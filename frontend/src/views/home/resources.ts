/** v1's seven resources, clockwise from the top of its radar, each with used and total. */

import type { AddressCounts, HostStatistics } from "@/api/types";

export type ResourceId = "vcpu" | "publicIps" | "privateIps" | "images" | "volumes" | "nodes" | "memory";

export interface Resource {
  id: ResourceId;
  used: number;
  total: number;
  /** Addresses have none. */
  unit?: "cores" | "gib";
  /** What a total of nothing means, where it is not "no limit". */
  without?: "segment" | "folder";
  /** 0 to 100; null without a total. */
  percent: number | null;
}

export function resourcesOf(hosts: HostStatistics | null, ips: AddressCounts | null): Resource[] {
  const of = (id: ResourceId, used: number | undefined, total: number | undefined, unit?: Resource["unit"], without?: Resource["without"]): Resource => ({
    id, used: used ?? 0, total: total ?? 0, unit, without,
    percent: total ? Math.min(100, Math.round((100 * (used ?? 0)) / total)) : null,
  });
  return [
    of("vcpu", hosts?.used_vcpu, hosts?.total_vcpu, "cores"),
    of("publicIps", ips?.public_used, ips?.public_total, undefined, "segment"),
    of("privateIps", ips?.private_used, ips?.private_total, undefined, "segment"),
    of("images", hosts?.used_img_storage, hosts?.total_img_storage, "gib", "folder"),
    of("volumes", hosts?.used_data_storage, hosts?.total_data_storage, "gib", "folder"),
    of("nodes", hosts?.used_storage, hosts?.total_sys_storage, "gib"),
    of("memory", hosts?.used_mem, hosts?.total_mem, "gib"),
  ];
}
