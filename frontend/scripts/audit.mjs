// What the console ships against known vulnerabilities: fails if one is known, says so where the registry cannot tell.
import { spawnSync } from "node:child_process";

const done = spawnSync("npm", ["audit", "--omit=dev", "--json"], { encoding: "utf8" });
const told = (() => {
  try {
    return JSON.parse(done.stdout);
  } catch {
    return {};
  }
})();
const counts = told.metadata?.vulnerabilities;
if (!counts) {
  console.log("console's dependencies: not compared, the registry here has no advisory service");
} else {
  console.log(`console's dependencies: ${told.metadata.dependencies.prod} packages; ${counts.total} known to be vulnerable`);
  for (const [name, { severity }] of Object.entries(told.vulnerabilities)) console.log(`  ${name}: ${severity}`);
  process.exitCode = counts.total ? 1 : 0;
}
