import { describe, expect, it } from "vitest";

import type { SegmentForm } from "@/api/types";
import { addressOf, segmentProblems, sizeOf, textOf } from "@/composables/segmentRules";

const form = (more: Partial<SegmentForm> = {}): SegmentForm => ({
  name: "lan", hostUuid: "h", type: "PRIVATE", bridge: "br0", ipRangeStart: "192.168.1.10", ipRangeEnd: "192.168.1.250",
  gateway: "192.168.1.1", netmask: "255.255.255.0", dns: "", ...more,
});

it.each([["1.2.3.4", 16909060], ["255.255.255.255", 2 ** 32 - 1], ["0.0.0.0", 0], ["256.1.1.1", null], ["01.2.3.4", null], ["1.2.3", null], ["", null]])(
  "reads %j as %j", (text, number) => {
    expect(addressOf(text)).toBe(number);
    if (number !== null) expect(textOf(number)).toBe(text);
  },
);

it.each([["255.255.255.0", 256], ["255.255.255.252", 4], ["0.0.0.0", 2 ** 32], ["255.0.255.0", null], ["0.0.0.255", null], ["mask", null]])(
  "knows that %j leaves %j addresses", (text, size) => expect(sizeOf(text)).toBe(size),
);

describe("what is wrong with a segment", () => {
  it("is nothing with a good one, and nothing yet with an empty one", () => {
    expect(segmentProblems(form())).toEqual({});
    expect(segmentProblems(form({ name: "", bridge: "", ipRangeStart: "", ipRangeEnd: "", gateway: "", netmask: "" }))).toEqual({});
  });

  it.each<[string, Partial<SegmentForm>, string, string]>([
    ["an odd name", { name: "<b>" }, "name", "nameRule"],
    ["a long interface", { bridge: "a".repeat(16) }, "bridge", "bridge"],
    ["no address", { ipRangeStart: "10.0.0" }, "ipRangeStart", "address"],
    ["a DNS server that is none", { dns: "dns" }, "dns", "address"],
    ["a netmask with a hole", { netmask: "255.0.255.0" }, "netmask", "netmask"],
    ["a netmask without room", { netmask: "255.255.255.254" }, "netmask", "small"],
    ["an end before the start", { ipRangeEnd: "192.168.1.9" }, "ipRangeEnd", "reversed"],
    ["an end in another network", { ipRangeEnd: "192.168.2.1" }, "ipRangeEnd", "outside"],
    ["a gateway elsewhere", { gateway: "10.0.0.1" }, "gateway", "outside"],
    ["the network's own address", { ipRangeStart: "192.168.1.0" }, "ipRangeStart", "own"],
    ["the broadcast address", { ipRangeEnd: "192.168.1.255" }, "ipRangeEnd", "own"],
    ["too many", { ipRangeStart: "10.0.0.1", ipRangeEnd: "10.1.0.1", gateway: "10.0.0.2", netmask: "255.0.0.0" }, "ipRangeEnd", "many"],
    ["loopback", { ipRangeStart: "127.0.0.2", ipRangeEnd: "127.0.0.9", gateway: "127.0.0.1" }, "ipRangeStart", "guest"],
    ["multicast", { ipRangeStart: "224.0.0.2", ipRangeEnd: "224.0.0.9", gateway: "224.0.0.1" }, "ipRangeStart", "guest"],
  ])("%s", (_, more, field, rule) => {
    const found = segmentProblems(form(more));
    expect(Object.keys(found)).toEqual([field]);
    expect(found[field as keyof typeof found]?.key).toMatch(new RegExp(`\\.${rule}$`));
  });

  it("names the network that an address is outside of", () => {
    expect(segmentProblems(form({ gateway: "10.0.0.1" })).gateway?.values).toEqual({ network: "192.168.1.0/24" });
  });
});
