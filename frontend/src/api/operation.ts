/** `/operation/...` */

import { get, post } from "./http";
import { paging, type Paging } from "./paging";
import type { OperationSort, OperationStatus } from "./types";

export interface OperationQuery extends Paging<OperationSort> {
  status?: OperationStatus | "";
  kind?: string;
  username?: string;
  targetUuid?: string;
}

export const page = (query: OperationQuery) =>
  get("/operation/page_query_all", {
    status: query.status,
    kind: query.kind,
    username: query.username,
    target_uuid: query.targetUuid,
    ...paging(query),
  });
export const detail = (uuid: string) => get("/operation/query_by_uuid", { uuid });
export const retry = (uuid: string) => post("/operation/retry", { uuid });
export const cancel = (uuid: string) => post("/operation/cancel", { uuid });
