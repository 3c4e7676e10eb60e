import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import { i18n } from "@/i18n";
import en from "@/i18n/en";
import zh from "@/i18n/zh";

function keysOf(words: object, above = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(words)) {
    const key = above ? `${above}.${name}` : name;
    if (typeof value === "string") found.set(key, value);
    else for (const [inner, text] of keysOf(value as object, key)) found.set(inner, text);
  }
  return found;
}

const [english, chinese] = [keysOf(en), keysOf(zh)];
const SOURCES = join(__dirname, "../../src");
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith("i18n") && !file.includes("schema"))
  .map((file) => ({ file, text: readFileSync(join(SOURCES, file), "utf8") }));

it("says everything in both languages", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

it("fills the same gaps in both", () => {
  const gaps = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  const uneven = [...english].filter(([key, text]) => gaps(text).join() !== gaps(chinese.get(key) ?? "").join());
  expect(uneven.map(([key]) => key)).toEqual([]);
});

it("has no message that cannot be read", () => {
  for (const locale of ["en", "zh"] as const) {
    i18n.global.locale.value = locale;
    for (const key of english.keys()) expect(i18n.global.t(key), key).not.toBe("");
  }
});

it("knows every key that the sources name", () => {
  const rooms = Object.keys(en).join("|");
  const named = files.flatMap(({ file, text }) =>
    [...text.matchAll(new RegExp(`(?<!=)["'\`]((?:${rooms})\\.[\\w.]+[\\w])["'\`]`, "g"))].map((match) => ({ file, key: match[1] ?? "" })),
  );
  expect(named.length).toBeGreaterThan(100);
  const branches = new Set([...english.keys()].flatMap((key) => key.split(".").map((_, index, all) => all.slice(0, index + 1).join("."))));
  expect(named.filter(({ key }) => !branches.has(key))).toEqual([]);
});

it("holds no word that nothing shows", () => {
  const all = files.map(({ text }) => text).join("\n");
  const built = [...all.matchAll(/[`"']((?:\w+\.)*\w*)\$\{[^}]+\}(?:\.\w+)?/g)].map((match) => match[1] ?? "");
  const prefixes = [...new Set(built)].filter((prefix) => prefix.includes("."));
  const isShown = (key: string) =>
    all.includes(`"${key}"`) || all.includes(`'${key}'`) || all.includes(`\`${key}\``) || prefixes.some((prefix) => key.startsWith(prefix)) ||
    /^(vm|volume|image|user|group)\.(status|bulk|done|action)\.|^operation\.(status|stepStatus|kind|step)\.|^audit\.outcome\.|^system\.(segment|config)\.done\./.test(key);
  expect([...english.keys()].filter((key) => !isShown(key))).toEqual([]);
});
