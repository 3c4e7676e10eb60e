/** Segments: the list with how full each is, and the addresses of one. */

import { defineStore } from "pinia";

import * as api from "@/api/segment";
import type { IpUsed, SegmentForm } from "@/api/types";

import { usePaged } from "./paged";
import { useWatched } from "./watched";

export interface AddressQuery {
  id: number;
  page: number;
  size: number;
}

export const useSegments = defineStore("segments", () => {
  const all = useWatched(api.all, { on: ["ip_segment", "vm", "host"] });
  const statistics = useWatched(api.statistics, { on: ["ip_segment", "vm"] });
  const addresses = usePaged({
    read: ({ id, page, size }: AddressQuery) => api.addresses(id, page, size),
    type: "ip_segment",
    keyOf: (address: IpUsed) => address.ip,
    alsoOn: ["vm"],
  });

  async function create(form: SegmentForm, key: string): Promise<void> {
    await api.create(form, key);
    await all.reload();
  }

  async function edit(id: number, form: SegmentForm, key: string): Promise<void> {
    await api.edit({ ...form, ipSegmentId: id }, key);
    await Promise.all([all.reload(), addresses.reload()]);
  }

  return { all, statistics, addresses, create, edit };
});
