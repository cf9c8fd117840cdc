import { execFileSync } from "node:child_process";
import { AUTHENTICATOR } from "../core/contracts/authenticator.js";
import { bundleLoads } from "./bundle-loads.js";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";

/** The application without the clients of AWS, which its functions put around it. */
const APPLICATION = { ...AUTHENTICATOR, entry: "services/authenticator/authenticator.ts" };
const SIGN_INS = new URL("./identity-variant.ts", import.meta.url);

/**
 * Sign-ins through the authenticator on a store in memory, beside the cryptography that each cannot do without, in turn;
 * tokens a second; size and load of the application. Medians.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const output = execFileSync(process.execPath, [compiledProgram(SIGN_INS), smoke ? "smoke" : "full"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return [...(JSON.parse(output) as BenchmarkRow[]), ...bundleLoads([APPLICATION], smoke ? 3 : 21)];
}
