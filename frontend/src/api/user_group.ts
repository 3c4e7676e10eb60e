/** `/user_group/...` */

import { get, post } from "./http";
import type { EditUserGroup, UserGroupForm } from "./types";

export const all = () => get("/user_group/query_all");
/** Of the own group without `id`. */
export const quota = (id?: number) => get("/user_group/quota", { id });
export const create = (form: UserGroupForm, key: string) => post("/user_group/create", form, key);
export const edit = (form: EditUserGroup, key: string) => post("/user_group/edit", form, key);
export const remove = (id: number) => post("/user_group/delete", { id });
