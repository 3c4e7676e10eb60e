/** What can be done with a segment: never what would take an address from a VM. */

import { Delete, Edit } from "@element-plus/icons-vue";

import * as api from "@/api/segment";
import type { Segment } from "@/api/types";

import type { Action } from "./action";

/** What cannot change while a VM has an address of it; the server refuses it, too. */
export const FIXED_IN_USE = ["hostUuid", "type", "bridge", "netmask"] as const;

export const editSegment: Action<Segment> = { id: "edit", icon: Edit, blocked: () => null };

export const deleteSegment: Action<Segment> = {
  id: "delete",
  icon: Delete,
  danger: true,
  blocked: (segment) => (segment.used ? { key: "system.segment.inUse", values: { n: segment.used } } : null),
  confirm: ([segment], say) => ({
    title: `${say("common.delete")}: ${segment?.name ?? ""}`,
    text: say("system.segment.deleteConfirm"),
    lost: [say("system.segment.lost", { from: segment?.ipRangeStart ?? "", to: segment?.ipRangeEnd ?? "", node: segment?.hostName ?? "" })],
    typed: segment?.name ?? "",
    ok: say("common.delete"),
    danger: true,
  }),
  run: (segment) => api.remove(segment.id ?? 0),
};
