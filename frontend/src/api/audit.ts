/** `/audit/...` */

import { get } from "./http";

export interface AuditQuery {
  username?: string;
  action?: string;
  resourceType?: string;
  resourceKey?: string;
  outcome?: "success" | "failure" | "open" | "unknown";
  page: number;
  size: number;
}

export const page = (query: AuditQuery) =>
  get("/audit/page_query_all", {
    username: query.username,
    action: query.action,
    resource_type: query.resourceType,
    resource_key: query.resourceKey,
    outcome: query.outcome,
    page_num: query.page,
    page_size: query.size,
  });
