/** Which services are needed on which node, and which of them were heard of. They make no events: asked now and then. */

import { defineStore } from "pinia";
import { computed } from "vue";

import * as api from "@/api/service";
import type { ServiceRow } from "@/api/types";

import { useWatched } from "./watched";

const OFTEN_MS = 5_000;

export type ServiceName = keyof ServiceRow;
export interface Silent {
  service: ServiceName;
  node: string;
}

export const useServices = defineStore("services", () => {
  const matrix = useWatched(api.matrix, { everyMs: OFTEN_MS });
  const statistics = useWatched(api.statistics, { everyMs: OFTEN_MS });
  const place = useWatched(api.storage);

  /** Needed, and not heard of. */
  const silent = computed<Silent[]>(() =>
    Object.entries(matrix.data.value ?? {}).flatMap(([node, row]) =>
      (Object.keys(row) as ServiceName[]).filter((service) => row[service] === "DEAD").map((service) => ({ service, node })),
    ),
  );

  return { matrix, statistics, place, silent };
});
