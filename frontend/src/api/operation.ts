/** `/operation/...` */

import { get, post } from "./http";
import type { OperationStatus } from "./types";

export interface OperationQuery {
  status?: OperationStatus | "";
  kind?: string;
  username?: string;
  targetUuid?: string;
  page: number;
  size: number;
}

export const page = (query: OperationQuery) =>
  get("/operation/page_query_all", {
    status: query.status,
    kind: query.kind,
    username: query.username,
    target_uuid: query.targetUuid,
    page_num: query.page,
    page_size: query.size,
  });
export const detail = (uuid: string) => get("/operation/query_by_uuid", { uuid });
export const retry = (uuid: string) => post("/operation/retry", { uuid });
export const cancel = (uuid: string) => post("/operation/cancel", { uuid });
