/** `/image/...` */

import { get, post } from "./http";

export const all = () => get("/image/query_all");
export const page = (keywords: string, page: number, size: number) =>
  get("/image/fuzzy_query", { keywords, page_num: page, page_size: size });
export const raw = (uuid: string) => get("/image/query_image_raw_by_uuid", { uuid });
export const statistics = () => get("/image/statistics");
export const save = (uuid: string, content: string, key: string) => post("/image/save", { uuid, content }, key);
export const remove = (uuid: string, force: boolean) => post("/image/delete", { uuid, force });
export const share = (uuid: string, isPublic: boolean) => post("/image/share", { uuid, isPublic });
