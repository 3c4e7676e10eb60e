/** `/operation/...` */

import { get, post } from "./http";
import type { OperationStatus } from "./types";

export const page = (status: OperationStatus | "", targetUuid: string, page: number, size: number) =>
  get("/operation/page_query_all", { status, target_uuid: targetUuid, page_num: page, page_size: size });
export const detail = (uuid: string) => get("/operation/query_by_uuid", { uuid });
export const retry = (uuid: string) => post("/operation/retry", { uuid });
export const cancel = (uuid: string) => post("/operation/cancel", { uuid });
