/** `/spec_config/...` */

import { get, post } from "./http";
import type { SpecConfigForm, SpecType } from "./types";

export const all = () => get("/spec_config/query_all");
export const ofType = (type: SpecType) => get("/spec_config/query_all_by_type", { type });
export const create = (form: SpecConfigForm, key: string) => post("/spec_config/create", form, key);
export const edit = (form: SpecConfigForm & { id: number }, key: string) => post("/spec_config/edit", form, key);
export const remove = (id: number) => post("/spec_config/delete", { id });
