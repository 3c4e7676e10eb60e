import { mount } from "@vue/test-utils";
import { expect, it } from "vitest";

import UsageBar from "@/components/UsageBar.vue";
import { i18n } from "@/i18n";

const shown = (used: number, total: number | undefined) => {
  const bar = mount(UsageBar, { props: { used, total, label: "memory", unit: "GiB" }, global: { plugins: [i18n], stubs: { ElProgress: { template: "<hr />" } } } });
  return { text: bar.text(), hasBar: bar.find("hr").exists(), isFull: bar.find(".full").exists() };
};

it("tells no limit from a limit of nothing", () => {
  expect(shown(4, undefined)).toEqual({ text: "4 GiB, no limit", hasBar: false, isFull: false });
  expect(shown(0, 0)).toEqual({ text: "0 / 0 GiB0%", hasBar: true, isFull: false });
  expect(shown(4, 0)).toEqual({ text: "4 / 0 GiB100%", hasBar: true, isFull: true });
});

it("warns before it is full, and says how far it is over", () => {
  expect(shown(8, 10)).toMatchObject({ isFull: false });
  expect(shown(9, 10)).toMatchObject({ isFull: true });
  expect(shown(15, 10)).toMatchObject({ text: "15 / 10 GiB150%", isFull: true });
});
