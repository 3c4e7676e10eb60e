import { expect, it } from "vitest";

import type { SpecType } from "@/api/types";
import { fitsType, isLine } from "@/composables/specRules";

it.each<[SpecType, string[], string[]]>([
  ["VM_COMPUTE", ["2,4", " 512 , 16384 "], ["2", "0,4", "513,1", "1,16385", "a,b", "2,4,6", "-1,2"]],
  ["SYS_VOLUME", ["1", "65536"], ["0", "65537", "20G", "-5", "1.5"]],
  ["DATA_VOLUME", ["20"], ["", "x"]],
  ["VM_STATUS", ["ACTIVE"], ["active", "RUNNING"]],
  ["VOLUME_STATUS", ["AVAILABLE"], ["ACTIVE"]],
  ["NETWORK_TYPE", ["PUBLIC", "PRIVATE"], ["BOTH"]],
  ["VNC_DOMAIN", ["vnc.example.org", "vnc.example.org:8787", "a"], ["-a", "a b", "a:port", "http://a"]],
])("takes as %s what the server takes", (type, good, bad) => {
  expect(good.filter((value) => !fitsType(type, value))).toEqual([]);
  expect(bad.filter((value) => fitsType(type, value))).toEqual([]);
});

it("wants something, and not too much", () => {
  expect([isLine("x"), isLine("  "), isLine("x".repeat(255)), isLine("x".repeat(256))]).toEqual([true, false, true, false]);
});
