import { expect, it } from "vitest";

import { lines, radar, ring } from "@/charts/options";
import type { Palette } from "@/charts/palette";

const palette = new Proxy({}, { get: (_, name) => String(name) }) as Palette;

it("draws v1's radar clockwise, and nothing out where there is no limit", () => {
  const made = radar([{ label: "vCPU", percent: 40 }, { label: "Memory", percent: null }], "all")(palette);
  expect(made.radar.clockwise).toBe(true);
  expect(made.radar.indicator.map(({ name, max }) => [name, max])).toEqual([["vCPU", 100], ["Memory", 100]]);
  expect(made.series[0]?.data[0]?.value).toEqual([40, 0]);
});

it("leaves states without VMs out of the ring, and draws an empty one for none at all", () => {
  const slices = [{ label: "on", count: 2, tone: "success" }, { label: "off", count: 0, tone: "info" }] as const;
  const full = ring(slices, 2)(palette).series[0];
  expect(full?.data).toEqual([{ name: "on", value: 2, itemStyle: { color: "success" } }]);
  expect(full?.label.formatter).toBe("2");
  expect(ring(slices, 0)(palette).series[0]?.data).toEqual([{ name: "", value: 1, itemStyle: { color: "line" } }]);
});

it("draws gaps as gaps, and tells lines apart by more than colour", () => {
  const made = lines([
    { label: "a", tone: "primary", dash: "solid", points: [[1, 5], [2, null], [3, 6]] },
    { label: "b", tone: "success", dash: "dashed", points: [] },
  ])(palette);
  expect(made.series.map(({ connectNulls, data }) => [connectNulls, data])).toEqual([[false, [[1, 5], [2, null], [3, 6]]], [false, []]]);
  expect(new Set(made.series.map(({ lineStyle }) => lineStyle.type)).size).toBe(2);
});
