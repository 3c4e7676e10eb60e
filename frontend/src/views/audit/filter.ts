/** The filters of the log as they stand in the address, and as the server is asked. */

import type { AuditOutcome, AuditSort } from "@/api/types";
import type { ListQuery } from "@/composables/useListQuery";
import type { AuditQuery } from "@/stores/audit";

export const AUDIT_FILTERS = ["person", "action", "type", "key", "address", "outcome", "since", "until"] as const;
export type AuditFilter = (typeof AUDIT_FILTERS)[number];

const OUTCOMES: readonly AuditOutcome[] = ["success", "failure", "open", "unknown"];
/** What somebody wrote into the address by hand may be no time. */
const moment = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : undefined);

export function asked(query: ListQuery<AuditFilter, AuditSort>): AuditQuery {
  return {
    username: query.person || undefined,
    action: query.action || undefined,
    resourceType: query.type || undefined,
    resourceKey: query.key || undefined,
    address: query.address || undefined,
    outcome: OUTCOMES.find((one) => one === query.outcome),
    since: moment(query.since),
    until: moment(query.until),
    page: query.page,
    size: query.size,
    sort: query.sort,
    order: query.order,
  };
}
