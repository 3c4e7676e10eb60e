import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

import en from "@/i18n/en";
import zh from "@/i18n/zh";

const DOCS = join(__dirname, "../../../docs");

function wordsOf(words: object): string[] {
  return Object.values(words).flatMap((value) => (typeof value === "string" ? [value] : wordsOf(value as object)));
}

/** What the manual quotes from the console, in *italics*; `a › b` are two of its words. */
function quoted(manual: string): string[] {
  const text = readFileSync(join(DOCS, manual), "utf8").replace(/```[^]*?```/g, "").replace(/`[^`]*`/g, "");
  const found = [...text.matchAll(/(?<!\*)\*([^*\n]+(?:\n[^*\n]+)?)\*(?!\*)/g)].map((match) => match[1] ?? "");
  return [...new Set(found.flatMap((quote) => quote.replace(/\n/g, " ").split(" › ")))];
}

/** A word of the console with its gaps, as one reads it. */
const reads = (word: string, quote: string) =>
  new RegExp(`^${word.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^$()[\]\\|]/g, "\\$&")).join(".+")}$`).test(quote);

it.each([
  ["user-manual.md", en],
  ["user-manual.zh.md", zh],
])("%s calls things what the console calls them", (manual, words) => {
  const all = wordsOf(words).flatMap((word) => [word, word.replace(/[.。]$/, "")]);
  expect(quoted(manual).filter((quote) => !all.some((word) => reads(word, quote)))).toEqual([]);
});

it("has every picture that the manuals show, and no other", () => {
  for (const language of ["en", "zh"]) {
    const manual = readFileSync(join(DOCS, language === "en" ? "user-manual.md" : "user-manual.zh.md"), "utf8");
    const shown = [...manual.matchAll(/\]\(screenshots\/(\w+)\/([\w-]+\.png)\)/g)].map((match) => match[2]);
    expect(readdirSync(join(DOCS, "screenshots", language)).sort()).toEqual([...new Set(shown)].sort());
  }
});
