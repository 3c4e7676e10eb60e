/** `/vm/...` */

import { get, post } from "./http";
import { paging, type Paging } from "./paging";
import type { CreateVm, PublishImage, VmSort } from "./types";

export interface VmQuery extends Paging<VmSort> {
  keywords?: string;
  status?: string;
  hostUuid?: string;
  imageUuid?: string;
}

export const page = (query: VmQuery) =>
  get("/vm/fuzzy_query", {
    keywords: query.keywords ?? "",
    status: query.status ?? "",
    host_uuid: query.hostUuid ?? "",
    image_uuid: query.imageUuid ?? "",
    ...paging(query),
  });
export const all = () => get("/vm/query_all");
export const pageAttachable = (keywords: string, page: number, size: number) =>
  get("/vm/fuzzy_query_attach", { keywords, page_num: page, page_size: size });
export const detail = (uuid: string) => get("/vm/query_by_uuid", { uuid });
export const statistics = () => get("/vm/statistics");
export const refresh = (uuid: string) => get("/vm/status", { uuid });
export const vncUrl = (uuid: string) => get("/vm/vnc_url", { uuid });
export const create = (form: CreateVm, key: string) => post("/vm/create", form, key);
export const edit = (vmUuid: string, name: string, description: string, autoStart: boolean) =>
  post("/vm/edit", { vmUuid, name, description, autoStart });
export const start = (vmUuid: string) => post("/vm/start", { vmUuid, force: false });
export const stop = (vmUuid: string, force = false) => post("/vm/stop", { vmUuid, force });
export const reboot = (vmUuid: string, force = false) => post("/vm/reboot", { vmUuid, force });
export const suspend = (vmUuid: string) => post("/vm/suspend", { vmUuid, force: false });
export const resume = (vmUuid: string) => post("/vm/resume", { vmUuid, force: false });
export const update = (vmUuid: string, cpus: number, memory: number, key: string) =>
  post("/vm/update", { vmUuid, cpus, memory }, key);
export const reduce = (vmUuid: string, cpus: number, memory: number, key: string) =>
  post("/vm/reduce", { vmUuid, cpus, memory }, key);
export const remove = (vmUuid: string, force: boolean, deleteVolumes: boolean, key: string) =>
  post("/vm/delete", { vmUuid, deleteType: force ? "force" : "normal", deleteVolumes }, key);
export const publish = (form: PublishImage, key: string) => post("/vm/publish_image", form, key);
export const changeOwner = (vmUuid: string, userId: number) => post("/vm/change_owner", { vmUuid, userId });
