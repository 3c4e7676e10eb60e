/** `/image/...` */

import { get, post } from "./http";
import { paging, type Paging } from "./paging";
import type { ImageSort } from "./types";

export const all = () => get("/image/query_all");

export interface ImageQuery extends Paging<ImageSort> {
  keywords: string;
}

export const page = (query: ImageQuery) => get("/image/fuzzy_query", { keywords: query.keywords, ...paging(query) });
export const raw = (uuid: string) => get("/image/query_image_raw_by_uuid", { uuid });
export const statistics = () => get("/image/statistics");
export const save = (uuid: string, content: string, key: string) => post("/image/save", { uuid, content }, key);
export const remove = (uuid: string, force: boolean) => post("/image/delete", { uuid, force });
export const share = (uuid: string, isPublic: boolean) => post("/image/share", { uuid, isPublic });
