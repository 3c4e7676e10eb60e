import { expect, it } from "vitest";

import { useSegments } from "@/stores/segments";
import { useSpecs } from "@/stores/specs";

import { ok, serve } from "../helpers";

const FORM = { name: "lan", hostUuid: "h", type: "PRIVATE", bridge: "br0", ipRangeStart: "", ipRangeEnd: "", gateway: "", netmask: "" } as never;

it("creates and edits a segment under the form's key", async () => {
  const asked = serve(() => ok({}));
  const segments = useSegments();
  await segments.create(FORM, "one");
  await segments.edit(7, FORM, "two");
  expect(asked.map(({ path, headers, body }) => [path, headers["Idempotency-Key"], (body as { ipSegmentId?: number }).ipSegmentId])).toEqual([
    ["/api/ip_segment/create_ip_segment", "one", undefined],
    ["/api/ip_segment/edit_ip_segment", "two", 7],
  ]);
});

it("reads one page of a segment's addresses", async () => {
  const asked = serve(() => ok({ content: [{ ip: "10.0.0.1" }], totalElements: 30, totalPages: 3 }));
  const { addresses } = useSegments();
  await addresses.load({ id: 7, page: 2, size: 10 });
  expect(asked[0]?.path).toBe("/api/ip_segment/page_query_by_id?ip_segment_id=7&page_num=2&page_size=10");
  expect([addresses.rows.length, addresses.total]).toEqual([1, 30]);
});

it("saves an option: without a number a new one", async () => {
  const asked = serve(() => ok({}));
  const option = { type: "VM_COMPUTE", value: "2,4", description: "small" } as const;
  await useSpecs().save(option, undefined, "k");
  await useSpecs().save(option, 5, "k");
  expect(asked.map(({ path, body }) => [path, (body as { id?: number }).id])).toEqual([["/api/spec_config/create", undefined], ["/api/spec_config/edit", 5]]);
});
