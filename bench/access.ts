import { spawnSync } from "node:child_process";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";

const VARIANT = new URL("./access-variant.ts", import.meta.url);

/**
 * The access broker on the fake IAM and the ledger of local mode: grants a second, outside calls a grant and a revoke
 * with the reason of each, sweeps, and plans. In a process of its own; the run fails where a call has no reason.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const child = spawnSync(process.execPath, [compiledProgram(VARIANT), smoke ? "smoke" : "full"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
  if (child.status !== 0) throw new Error(`the measurement failed with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as BenchmarkRow[];
}
