/** `/ip_segment/...` */

import { get, post } from "./http";
import type { EditSegmentForm, IpType, SegmentForm } from "./types";

export const all = () => get("/ip_segment/query_all");
export const ofHost = (hostUuid: string, type: IpType) =>
  get("/ip_segment/query_all_by_host_and_type", { host_uuid: hostUuid, type });
export const detail = (id: number) => get("/ip_segment/query_by_id", { ip_segment_id: id });
export const addresses = (id: number, page: number, size: number) =>
  get("/ip_segment/page_query_by_id", { ip_segment_id: id, page_num: page, page_size: size });
export const statistics = () => get("/ip_segment/statistics");
export const use = (id: number) => get("/ip_segment/statistics_by_id", { ip_segment_id: id });
export const create = (form: SegmentForm, key: string) => post("/ip_segment/create_ip_segment", form, key);
export const edit = (form: EditSegmentForm, key: string) => post("/ip_segment/edit_ip_segment", form, key);
export const remove = (ipSegmentId: number) => post("/ip_segment/delete_ip_segment", { ipSegmentId });
