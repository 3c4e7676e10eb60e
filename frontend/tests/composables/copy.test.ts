import { afterEach, expect, it, vi } from "vitest";

import { copyText } from "@/composables/copy";

afterEach(() => vi.unstubAllGlobals());

it("copies where the browser gives a clipboard", async () => {
  const written: string[] = [];
  vi.stubGlobal("navigator", { clipboard: { writeText: (text: string) => Promise.resolve(written.push(text)) } });
  expect(await copyText("secret")).toBe(true);
  expect(written).toEqual(["secret"]);
});

it("copies without TLS, too, leaves nothing on the page, and says when it cannot", async () => {
  vi.stubGlobal("navigator", {});
  const selected: (string | undefined)[] = [];
  Object.assign(document, { execCommand: () => selected.push(document.querySelector("textarea")?.value) === 1 });
  expect(await copyText("secret")).toBe(true);
  expect(await copyText("again")).toBe(false);
  expect(selected).toEqual(["secret", "again"]);
  expect(document.querySelector("textarea")).toBeNull();
});
