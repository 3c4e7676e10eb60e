/** `/audit/...` */

import { get } from "./http";
import { paging, type Paging } from "./paging";
import type { AuditOutcome, AuditSort } from "./types";

/** `since` and `until` in epoch milliseconds, both included. */
export interface AuditQuery extends Paging<AuditSort> {
  username?: string;
  action?: string;
  resourceType?: string;
  resourceKey?: string;
  address?: string;
  outcome?: AuditOutcome | "";
  since?: number;
  until?: number;
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
    ...paging(query),
  });
