/** v1's list for the first use: password, services, limits, segments, images, VMs. Null: not known yet. */

import type { Host, Segment, ServiceCounts } from "@/api/types";

export type StepId = "password" | "services" | "limits" | "segments" | "images" | "vms";

export interface Known {
  mustChangePassword: boolean;
  services: ServiceCounts | null;
  hosts: readonly Host[] | null;
  segments: readonly Segment[] | null;
  images: number | undefined;
  vms: number | undefined;
}

export interface FirstStep {
  id: StepId;
  done: boolean | null;
  to?: { name: string; query?: Record<string, string> };
}

const has = (count: number | undefined) => (count === undefined ? null : count > 0);
const system = (tab: string) => ({ name: "system", query: { tab } });

/** Who is no administrator needs an image and a VM only. */
export function stepsOf(known: Known, isAdministrator: boolean): FirstStep[] {
  const { services, hosts, segments } = known;
  const own: FirstStep[] = [
    { id: "images", done: has(known.images), to: isAdministrator ? system("storage") : undefined },
    { id: "vms", done: has(known.vms), to: { name: "vm-create" } },
  ];
  const password: FirstStep = { id: "password", done: !known.mustChangePassword };
  if (!isAdministrator) return [password, ...own];
  return [
    password,
    { id: "services", done: services && services.total > 0 && services.active === services.total, to: system("services") },
    { id: "limits", done: hosts && hosts.length > 0 && hosts.every((host) => host.vCPU && host.memory && host.storage), to: system("nodes") },
    { id: "segments", done: segments && segments.some((segment) => segment.type === "PRIVATE"), to: system("network") },
    ...own,
  ] as FirstStep[];
}
