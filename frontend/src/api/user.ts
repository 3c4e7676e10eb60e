/** `/user/...` and `/event/ticket` */

import { get, post } from "./http";
import { paging, type Paging } from "./paging";
import type { CreateUser, EditUser, Role, UserSort } from "./types";

export interface UserQuery extends Paging<UserSort> {
  keywords?: string;
  role?: Role | "";
  groupId?: number;
  enabled?: boolean;
}

export const login = (username: string, password: string) => post("/user/login", { username, password });
export const logout = () => post("/user/logout", undefined);
export const current = () => get("/user/current");
export const changePassword = (oldPassword: string, newPassword: string) =>
  post("/user/change_password", { oldPassword, newPassword });
export const all = () => get("/user/query_all");
export const page = (query: UserQuery) =>
  get("/user/page_query_all", {
    keywords: query.keywords,
    role: query.role,
    group_id: query.groupId,
    enabled: query.enabled,
    ...paging(query),
  });
export const create = (form: CreateUser, key: string) => post("/user/create", form, key);
export const edit = (form: EditUser) => post("/user/edit", form);
export const remove = (id: number) => post("/user/delete", { id });
export const resetPassword = (id: number, newPassword?: string) => post("/user/reset_password", { id, newPassword });
export const apiKeys = () => get("/user/api_key/query_all");
export const createApiKey = (name: string, days: number) => post("/user/api_key/create", { name, days });
export const removeApiKey = (id: number) => post("/user/api_key/delete", { id });
export const eventTicket = () => post("/event/ticket", undefined);
