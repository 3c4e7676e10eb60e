/** What the charts look like. Pure: numbers, words and colours in, ECharts' options out. */

import type { Palette } from "./palette";

export interface Axis {
  label: string;
  /** 0 to 100; null where there is no limit. */
  percent: number | null;
}

export interface Slice {
  label: string;
  count: number;
  tone: keyof Palette;
}

export interface Line {
  label: string;
  tone: keyof Palette;
  dash: "solid" | "dashed" | "dotted";
  /** Time and per cent; null is a gap. */
  points: readonly (readonly [number, number | null])[];
}

/** A curve that has just begun is drawn at the end of this. */
const LEAST_SPAN_MS = 10 * 60_000;

const font = (palette: Palette) => ({ color: palette.text, fontSize: 12 });
const tip = (palette: Palette) => ({
  confine: true, backgroundColor: palette.ground, borderColor: palette.line, textStyle: font(palette),
});

/** Shares of several resources, the first at the top, clockwise as in v1. */
export function radar(axes: readonly Axis[], name: string) {
  return (palette: Palette) => ({
    textStyle: font(palette),
    radar: {
      clockwise: true,
      radius: "54%",
      center: ["50%", "53%"],
      indicator: axes.map(({ label }) => ({ name: label, max: 100, min: 0 })),
      axisName: { ...font(palette), formatter: (text: string) => text.replace(" ", "\n") },
      splitNumber: 4,
      splitLine: { lineStyle: { color: palette.line } },
      axisLine: { lineStyle: { color: palette.line } },
      splitArea: { show: false },
    },
    series: [{
      type: "radar",
      symbolSize: 5,
      data: [{ name, value: axes.map(({ percent }) => percent ?? 0) }],
      lineStyle: { color: palette.primary, width: 2 },
      itemStyle: { color: palette.primary },
      areaStyle: { color: palette.primary, opacity: 0.18 },
    }],
  });
}

/** Parts of a whole, with the whole in the middle. Without any, an empty ring. */
export function ring(slices: readonly Slice[], total: number) {
  return (palette: Palette) => ({
    textStyle: font(palette),
    tooltip: total ? { trigger: "item", ...tip(palette) } : { show: false },
    series: [{
      type: "pie",
      radius: ["62%", "88%"],
      label: { show: true, position: "center", formatter: String(total), fontSize: 26, fontWeight: 600, color: palette.text },
      emphasis: { label: { show: true }, scale: false },
      labelLine: { show: false },
      itemStyle: { borderColor: palette.ground, borderWidth: 2 },
      data: total
        ? slices.filter(({ count }) => count > 0).map(({ label, count, tone }) => ({ name: label, value: count, itemStyle: { color: palette[tone] } }))
        : [{ name: "", value: 1, itemStyle: { color: palette.line } }],
    }],
  });
}

/** Shares over time. */
export function lines(all: readonly Line[]) {
  return (palette: Palette) => ({
    textStyle: font(palette),
    tooltip: { trigger: "axis", valueFormatter: (value: number | null) => (value === null ? "–" : `${value} %`), ...tip(palette) },
    legend: { top: 0, icon: "roundRect", itemHeight: 4, textStyle: font(palette), data: all.map(({ label }) => label) },
    grid: { left: 8, right: 18, top: 34, bottom: 4, containLabel: true },
    xAxis: {
      type: "time",
      min: ({ min, max }: { min: number; max: number }) => Math.min(min, max - LEAST_SPAN_MS),
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: { color: palette.faint, hideOverlap: true },
    },
    yAxis: {
      type: "value", min: 0, max: 100,
      axisLabel: { color: palette.faint, formatter: "{value} %" },
      splitLine: { lineStyle: { color: palette.line } },
    },
    series: all.map(({ label, tone, dash, points }) => ({
      type: "line",
      name: label,
      showSymbol: points.length < 3,
      connectNulls: false,
      lineStyle: { color: palette[tone], type: dash, width: 2 },
      itemStyle: { color: palette[tone] },
      data: points.map((point) => [...point]),
    })),
  });
}
