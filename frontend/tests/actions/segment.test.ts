import { expect, it } from "vitest";

import { deleteSegment } from "@/actions/segment";
import { deleteSpec } from "@/actions/spec";

import { ok, serve } from "../helpers";

const say = (key: string, values: Record<string, unknown> = {}) => `${key} ${Object.values(values).join(" ")}`.trim();

it("does not delete a segment that VMs have addresses of, and says why", () => {
  expect(deleteSegment.blocked({ id: 1, used: 3 }, say)).toEqual({ key: "system.segment.inUse", values: { n: 3 } });
  expect(deleteSegment.blocked({ id: 1, used: 0 }, say)).toBeNull();
});

it("names the range that is lost and wants the name", async () => {
  const segment = { id: 7, name: "lan", ipRangeStart: "10.0.0.1", ipRangeEnd: "10.0.0.9", hostName: "n1" };
  expect(deleteSegment.confirm!([segment], say)).toMatchObject({ lost: ["system.segment.lost 10.0.0.1 10.0.0.9 n1"], typed: "lan", danger: true });
  const asked = serve(() => ok({ message: "success" }));
  await deleteSegment.run!(segment, new Set());
  expect(asked[0]).toMatchObject({ path: "/api/ip_segment/delete_ip_segment", body: { ipSegmentId: 7 } });
});

it("names the option that is lost and wants its value", async () => {
  const option = { id: 3, type: "VM_COMPUTE", value: "2,4", description: "small" } as const;
  expect(deleteSpec.confirm!([option], say)).toMatchObject({ typed: "2,4", danger: true });
  expect(deleteSpec.confirm!([option], say).lost?.join()).toMatch(/2,4.*small/);
  const asked = serve(() => ok({ message: "success" }));
  await deleteSpec.run!(option, new Set());
  expect(asked[0]).toMatchObject({ path: "/api/spec_config/delete", body: { id: 3 } });
});
