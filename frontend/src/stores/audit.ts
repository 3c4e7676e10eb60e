/** The audit log. Entries have no events of their own: what they tell of has, and who looks asks now and then. */

import { defineStore } from "pinia";

import * as api from "@/api/audit";
import type { AuditEntry } from "@/api/types";

import { usePaged } from "./paged";

export type { AuditQuery } from "@/api/audit";

export const useAudit = defineStore("audit", () => {
  const list = usePaged({
    read: (query: api.AuditQuery) => api.page(query),
    keyOf: (entry: AuditEntry) => String(entry.id),
    alsoOn: ["operation", "vm", "volume", "image", "ip_segment", "spec_config", "user", "user_group"],
  });

  return { list };
});
