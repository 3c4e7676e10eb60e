/** `/device/...` */

import { get, post } from "./http";
import type { DeviceForm } from "./types";

export const ofHost = (hostUuid: string) => get("/device/query_all_by_host_uuid", { host_uuid: hostUuid });
export const attach = (form: DeviceForm) => post("/device/attach", form);
export const detach = (form: DeviceForm) => post("/device/detach", form);
