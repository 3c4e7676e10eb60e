/** What iaas-core checks of a segment, checked while one types. Overlaps with other segments are left to the server. */

import type { SegmentForm } from "@/api/types";

import { nameProblem } from "./rules";

const MOST_ADDRESSES = 65_536;
/** As the server's BRIDGE_PATTERN. */
const INTERFACE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/;

export type SegmentField = "name" | "hostUuid" | "type" | "bridge" | "ipRangeStart" | "ipRangeEnd" | "gateway" | "netmask" | "dns";
export interface Problem {
  key: string;
  values?: Record<string, unknown>;
}

/** A dotted quad as a number; null for anything else, as leading zeros are. */
export function addressOf(text: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1) ?? [];
  if (parts.length !== 4 || parts.some((part) => Number(part) > 255 || String(Number(part)) !== part)) return null;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** How many addresses a netmask's network has; null if its ones are not contiguous. */
export function sizeOf(netmask: string): number | null {
  const mask = addressOf(netmask);
  const size = mask === null ? 0 : 2 ** 32 - mask;
  return size > 0 && Number.isInteger(Math.log2(size)) ? size : null;
}

/** What is wrong, by field; nothing of fields that are still empty. */
export function segmentProblems(form: SegmentForm): Partial<Record<SegmentField, Problem>> {
  const found: Partial<Record<SegmentField, Problem>> = {};
  const say = (field: SegmentField, key: string, values?: Record<string, unknown>) => (found[field] ??= { key, values });
  const named = nameProblem(form.name);
  if (named) say("name", named);
  if (form.bridge && !INTERFACE.test(form.bridge)) say("bridge", "system.segment.rule.bridge");
  for (const field of ["ipRangeStart", "ipRangeEnd", "gateway", "dns"] as const) {
    if (form[field] && addressOf(form[field]) === null) say(field, "system.segment.rule.address");
  }
  if (form.netmask && sizeOf(form.netmask) === null) say("netmask", "system.segment.rule.netmask");
  checkNetwork(form, say);
  return found;
}

function checkNetwork(form: SegmentForm, say: (field: SegmentField, key: string, values?: Record<string, unknown>) => void): void {
  const [start, end, gateway] = [addressOf(form.ipRangeStart), addressOf(form.ipRangeEnd), addressOf(form.gateway)];
  const size = sizeOf(form.netmask);
  if (size !== null && size < 4) say("netmask", "system.segment.rule.small");
  if (start !== null && end !== null && end < start) say("ipRangeEnd", "system.segment.rule.reversed");
  if (start !== null && end !== null && end - start >= MOST_ADDRESSES) say("ipRangeEnd", "system.segment.rule.many", { n: MOST_ADDRESSES });
  if (start !== null && isNoGuest(start)) say("ipRangeStart", "system.segment.rule.guest");
  if (start === null || size === null || size < 4) return;
  const first = start - (start % size);
  const places = [["ipRangeStart", start], ["ipRangeEnd", end], ["gateway", gateway]] as const;
  for (const [field, address] of places) {
    if (address === null) continue;
    if (address < first || address >= first + size) say(field, "system.segment.rule.outside", { network: networkText(first, size) });
    else if (address === first || address === first + size - 1) say(field, "system.segment.rule.own");
  }
}

/** Multicast, loopback, unspecified. */
const isNoGuest = (address: number) => address >>> 28 === 14 || address >>> 24 === 127 || address === 0;

export function textOf(address: number): string {
  return [24, 16, 8, 0].map((bits) => (address >>> bits) & 255).join(".");
}

const networkText = (first: number, size: number) => `${textOf(first)}/${32 - Math.log2(size)}`;
