// Writes src/api/schema.ts from iaas-core's description of its API; with --check it refuses a stale file instead.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import openapiTS, { astToString } from "openapi-typescript";

const GOLDEN = new URL("../../tests/rules/openapi/iaas_core.json", import.meta.url);
const TARGET = new URL("../src/api/schema.ts", import.meta.url);
const HEAD = "// Made by `npm run types` from tests/rules/openapi/iaas_core.json. Do not edit.\n";

const wanted = HEAD + astToString(await openapiTS(GOLDEN, { alphabetize: true }));
if (process.argv.includes("--check")) {
  if (readFileSync(TARGET, "utf8") !== wanted) {
    console.error("src/api/schema.ts is stale: iaas-core's API has changed. Run `npm run types`.");
    process.exit(1);
  }
} else {
  writeFileSync(TARGET, wanted);
  console.log(`wrote ${fileURLToPath(TARGET)}`);
}
