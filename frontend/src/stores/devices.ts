/** USB devices of hosts: asked of the host each time, because they come and go by hand. */

import { defineStore } from "pinia";

import * as api from "@/api/device";
import type { Device, DeviceForm } from "@/api/types";

const formOf = (vmUuid: string, { type, bus, dev, vendor, product }: Device) =>
  ({ vmUuid, type, bus, dev, vendor, product }) as DeviceForm;

export const useDevices = defineStore("devices", () => ({
  ofHost: api.ofHost,
  attach: (vmUuid: string, device: Device) => api.attach(formOf(vmUuid, device)),
  detach: (vmUuid: string, device: Device) => api.detach(formOf(vmUuid, device)),
}));
