/** The form for a new VM: what may be chosen, what follows from a choice, and what is wrong with it. */

import { computed, reactive, watch } from "vue";

import type { Allowance, CreateVm, Vm } from "@/api/types";
import { described } from "@/composables/described";
import { nameProblem, textProblem } from "@/composables/rules";
import { useCatalogue } from "@/stores/catalogue";

const USUAL_DISK = 20;

/** The quotas that a VM counts against, and how much of each this one takes. */
const COUNTED = [
  { key: "vms", label: "quotaVms" },
  { key: "cpus", label: "quotaCpus" },
  { key: "memory", label: "quotaMemory" },
  { key: "systemStorage", label: "quotaStorage" },
  { key: "publicIps", label: "quotaPublicIps" },
] as const;
type Counted = (typeof COUNTED)[number]["key"];

export function useVmForm() {
  const catalogue = useCatalogue();
  const form = reactive({
    name: "",
    description: "",
    autoStart: true,
    imageUuid: "",
    cpus: 2,
    memory: 2,
    diskSize: USUAL_DISK,
    hostUuid: "",
    ipSegmentId: undefined as number | undefined,
    withPublic: false,
    publicIpSegId: undefined as number | undefined,
  });

  const images = computed(() => catalogue.images.filter((image) => image.status === "AVAILABLE"));
  const image = computed(() => images.value.find((one) => one.uuid === form.imageUuid));
  const leastDisk = computed(() => image.value?.vdSize ?? 1);
  const disks = computed(() => catalogue.sizesOf("SYS_VOLUME").filter((size) => size >= leastDisk.value));
  const segments = computed(() => catalogue.segmentsOf("PRIVATE", form.hostUuid));
  const segment = computed(() => segments.value.find((one) => one.id === form.ipSegmentId));
  /** A VM has one host, so both its addresses are of that host's segments. */
  const publicSegments = computed(() => catalogue.segmentsOf("PUBLIC", form.hostUuid || (segment.value?.hostUuid ?? "")));
  const host = computed(() => catalogue.hosts.find((one) => one.uuid === form.hostUuid));

  const takes = computed<Record<Counted, number>>(() => ({
    vms: 1,
    cpus: form.cpus,
    memory: form.memory,
    systemStorage: form.diskSize,
    publicIps: form.withPublic ? 1 : 0,
  }));
  /** The group's quotas as they would be after this VM. */
  const quotas = computed(() =>
    COUNTED.map(({ key, label }) => {
      const allowance: Allowance | undefined = catalogue.quota?.[key];
      const after = (allowance?.used ?? 0) + takes.value[key];
      return { key, label, after, limit: allowance?.limit, isOver: allowance?.limit !== undefined && after > allowance.limit };
    }),
  );
  const isOver = computed(() => catalogue.quota !== null && quotas.value.some((one) => one.isOver));
  /** Whether a size is within what is left. */
  const fits = (cpus: number, memory: number) => {
    const quota = catalogue.quota;
    const left = (allowance: Allowance | undefined) => (allowance?.limit ?? Infinity) - (allowance?.used ?? 0);
    return quota === null || (cpus <= left(quota.cpus) && memory <= left(quota.memory));
  };

  const problems = computed(() => ({ name: nameProblem(form.name), description: textProblem(form.description) }));
  const ready = computed(
    () =>
      form.name.trim() !== "" && !problems.value.name && !problems.value.description && image.value !== undefined &&
      form.diskSize >= leastDisk.value && segment.value !== undefined && !isOver.value &&
      (!form.withPublic || form.publicIpSegId !== undefined),
  );

  // What follows from a choice: never left on something that is not offered any more.
  watch(leastDisk, (least) => {
    if (form.diskSize < least) form.diskSize = disks.value[0] ?? least;
  });
  watch(images, (all) => {
    if (!image.value) form.imageUuid = all.length === 1 ? (all[0]?.uuid ?? "") : "";
  });
  watch(segments, (all) => {
    if (!all.some((one) => one.id === form.ipSegmentId)) form.ipSegmentId = all.length === 1 ? all[0]?.id : undefined;
  });
  watch([publicSegments, () => form.withPublic], ([all]) => {
    const stays = form.withPublic && all.some((one) => one.id === form.publicIpSegId);
    if (!stays) form.publicIpSegId = form.withPublic && all.length === 1 ? all[0]?.id : undefined;
  });

  /** Begin with what another VM was to be, as far as that is still offered. */
  function beginLike(vm: Vm): void {
    form.name = vm.name ?? "";
    form.description = described(vm);
    form.autoStart = vm.autoStart ?? true;
    if (images.value.some((one) => one.uuid === vm.imageUuid)) form.imageUuid = vm.imageUuid ?? "";
    form.cpus = vm.cpus ?? form.cpus;
    form.memory = vm.memory ?? form.memory;
    form.diskSize = vm.diskSize ?? form.diskSize;
    const segmentOf = (type: string) => vm.ips?.find((ip) => ip.type === type)?.ipSegmentId;
    form.ipSegmentId = segmentOf("PRIVATE") ?? form.ipSegmentId;
    form.publicIpSegId = segmentOf("PUBLIC");
    form.withPublic = form.publicIpSegId !== undefined;
  }

  /** As the server wants it. */
  const body = (): CreateVm => ({
    name: form.name.trim(),
    description: form.description.trim() || null,
    autoStart: form.autoStart,
    imageUuid: form.imageUuid,
    cpus: form.cpus,
    memory: form.memory,
    diskSize: form.diskSize,
    hostUuid: form.hostUuid || null,
    ipSegmentId: form.ipSegmentId ?? 0,
    publicIpSegId: form.withPublic ? form.publicIpSegId : null,
  });

  return {
    form, images, image, leastDisk, disks, segments, segment, publicSegments, host,
    quotas, isOver, fits, problems, ready, beginLike, body,
  };
}
