/** `/service/...` */

import { get } from "./http";

/** Comes with warnings that concern everybody, which `http.ts` hands on. */
export const matrix = () => get("/service/query_service");
export const statistics = () => get("/service/statistics");
export const storage = () => get("/service/query_storage");
