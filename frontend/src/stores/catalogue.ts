/** What forms choose from: images, hosts, options, segments, and what is left of the group's quota. */

import { defineStore } from "pinia";
import { computed, ref } from "vue";

import type { ApiError } from "@/api/errors";
import * as hostApi from "@/api/host";
import * as imageApi from "@/api/image";
import * as segmentApi from "@/api/segment";
import * as specApi from "@/api/spec_config";
import type { Host, Image, IpType, Quota, Segment, SpecConfig, SpecType } from "@/api/types";
import * as groupApi from "@/api/user_group";
import { onChange } from "@/events/bus";

export interface Compute {
  cpus: number;
  memory: number;
}

export const useCatalogue = defineStore("catalogue", () => {
  const images = ref<Image[]>([]);
  const hosts = ref<Host[]>([]);
  const specs = ref<SpecConfig[]>([]);
  const segments = ref<Segment[]>([]);
  /** Null for who is in no group: there is no limit then. */
  const quota = ref<Quota | null>(null);

  const loadImages = async () => { images.value = await imageApi.all(); };
  const loadHosts = async () => { hosts.value = await hostApi.all(); };
  const loadSpecs = async () => { specs.value = await specApi.all(); };
  const loadSegments = async () => { segments.value = await segmentApi.all(); };

  async function loadQuota(): Promise<void> {
    try {
      quota.value = await groupApi.quota();
    } catch (error) {
      if ((error as ApiError).kind !== "wrong_state") throw error;
      quota.value = null;
    }
  }

  /** Everything that the form for a VM needs. */
  const loadForVm = () => Promise.all([loadImages(), loadHosts(), loadSpecs(), loadSegments(), loadQuota()]);

  const valuesOf = (type: SpecType) =>
    specs.value.filter((spec) => spec.type === type).map((spec) => spec.value ?? "");
  /** Sizes on offer; v1 keeps them as `cpus,memory`. */
  const computes = computed<Compute[]>(() =>
    valuesOf("VM_COMPUTE")
      .map((text) => text.split(",").map(Number))
      .filter((pair) => pair.length === 2 && pair.every((number) => Number.isInteger(number) && number > 0))
      .map(([cpus, memory]) => ({ cpus, memory }) as Compute),
  );
  const sizesOf = (type: "SYS_VOLUME" | "DATA_VOLUME") =>
    valuesOf(type).map(Number).filter((number) => Number.isInteger(number) && number > 0).sort((a, b) => a - b);
  /** Segments of a kind on a host, or on any host. */
  const segmentsOf = (type: IpType, hostUuid: string) =>
    segments.value.filter((one) => one.type === type && (!hostUuid || one.hostUuid === hostUuid));

  onChange("host", (change) => {
    const host = hosts.value.find((one) => one.uuid === change.key);
    const status = (change.record as Host).status;
    if (host && status) host.status = status;
  });

  return {
    images, hosts, specs, segments, quota, computes,
    loadImages, loadHosts, loadSpecs, loadSegments, loadQuota, loadForVm, sizesOf, segmentsOf,
  };
});
