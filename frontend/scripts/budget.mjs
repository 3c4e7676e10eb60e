// The script that must be there before the first page shows anything: the entry, what it imports, and the sign-in page.
// Fails above the budget. Charts and noVNC come later and do not count; that they are not in here is checked, too.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KIB = 300;
const LATE = /echarts|novnc/i;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

const seen = new Set();
const take = (key) => {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) take(next);
};
for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry || /SignIn|ConsoleFrame/.test(key)) take(key);

const files = [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
const kib = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1024;
const late = [...seen].filter((key) => LATE.test(key));
console.log(`first page: ${kib.toFixed(0)} KiB of script (gzip) of ${BUDGET_KIB} in ${files.length} files`);
if (kib > BUDGET_KIB || late.length) {
  console.error(late.length ? `loaded too early: ${late.join(", ")}` : "over the budget: load it where it is shown");
  process.exit(1);
}
