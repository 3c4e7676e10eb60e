/** `/volume/...` */

import { get, post } from "./http";
import { paging, type Paging } from "./paging";
import type { CreateVolume, VolumeSort } from "./types";

export const all = () => get("/volume/query_all");

export interface VolumeQuery extends Paging<VolumeSort> {
  keywords: string;
  status: string;
}

export const page = (query: VolumeQuery) =>
  get("/volume/fuzzy_query", { keywords: query.keywords, status: query.status, ...paging(query) });
export const statistics = () => get("/volume/statistics");
export const create = (form: CreateVolume, key: string) => post("/volume/create", form, key);
export const edit = (volumeUuid: string, name: string, description: string) =>
  post("/volume/edit", { volumeUuid, name, description });
export const attach = (vmUuid: string, volumeUuid: string, key: string) =>
  post("/volume/attach", { vmUuid, volumeUuid }, key);
export const detach = (vmUuid: string, volumeUuid: string) => post("/volume/detach", { vmUuid, volumeUuid });
export const remove = (volumeUuid: string) => post("/volume/delete", { volumeUuid });
export const changeOwner = (volumeUuid: string, userId: number) => post("/volume/change_owner", { volumeUuid, userId });
