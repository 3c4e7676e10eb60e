/** Which page of a list is asked for, and in which order, as all lists of the API take it. */

import type { Order } from "./types";

export interface Paging<S extends string> {
  page: number;
  size: number;
  /** Absent: the usual order. */
  sort?: S | undefined;
  order?: Order;
}

export const paging = <S extends string>({ page, size, sort, order }: Paging<S>) => ({
  page_num: page,
  page_size: size,
  sort,
  order: sort && order,
});
