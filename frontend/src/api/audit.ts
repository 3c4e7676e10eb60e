/** `/audit/...` */

import { get } from "./http";
import type { AuditOutcome } from "./types";

/** `since` and `until` in epoch milliseconds, both included. */
export interface AuditQuery {
  username?: string;
  action?: string;
  resourceType?: string;
  resourceKey?: string;
  address?: string;
  outcome?: AuditOutcome | "";
  since?: number;
  until?: number;
  page: number;
  size: number;
}

export const page = (query: AuditQuery) =>
  get("/audit/page_query_all", {
    username: query.username,
    action: query.action,
    resource_type: query.resourceType,
    resource_key: query.resourceKey,
    address: query.address,
    outcome: query.outcome,
    since: query.since,
    until: query.until,
    page_num: query.page,
    page_size: query.size,
  });
