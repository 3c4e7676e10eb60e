/** `/host/...` */

import { get, post } from "./http";
import type { HostResourceForm, RemoveHostForm } from "./types";

export const all = () => get("/host/query_all");
export const statistics = () => get("/host/statistics");
export const nodeResource = () => get("/host/node_resource");
export const setLimits = (form: HostResourceForm, key: string) => post("/host/node_resource", form, key);
/** A host that never comes back. */
export const remove = (form: RemoveHostForm, key: string) => post("/host/delete", form, key);
export const networkStorage = () => get("/host/net_sto_resource");
