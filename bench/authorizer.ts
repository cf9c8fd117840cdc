import { execFileSync } from "node:child_process";
import { AUTHZEN } from "../core/contracts/authzen.js";
import { POLICY_ENGINE } from "../core/contracts/policy-engine.js";
import { bundleLoads } from "./bundle-loads.js";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";

/** The functions that decide. */
const MEASURED = [POLICY_ENGINE, AUTHZEN];
const REQUESTS = new URL("./authorizer-variant.ts", import.meta.url);

/**
 * The authorizer beside a plain handler that verifies the token with jose: size and load time of the bundles in fresh
 * processes over an empty module, and time per authorized request, with the registry in memory and in the emulator.
 * Rounds of the variants alternate; medians.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  return [...bundleLoads(MEASURED, smoke ? 3 : 21), ...requests(smoke)];
}

function requests(smoke: boolean): BenchmarkRow[] {
  const output = execFileSync(process.execPath, [compiledProgram(REQUESTS), smoke ? "smoke" : "full"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output) as BenchmarkRow[];
}
