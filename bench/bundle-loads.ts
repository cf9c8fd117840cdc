import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { bundleHandler } from "../constructs/function/bundle.js";
import type { LambdaContract } from "../core/contracts/contract.js";
import { valueOrThrow } from "../core/errors.js";
import type { BenchmarkRow } from "./run.js";
import { median, round } from "./statistics.js";

/** What of a contract is needed to bundle its function. */
type Bundled = Pick<LambdaContract, "name" | "bundleKibibytes" | "environment"> & {
  /** The module that is bundled. @default - the function's handler */
  readonly entry?: string;
};

/**
 * Size of the bundles of functions, and the time that a fresh process needs to load each over an empty module: medians
 * of rounds that alternate.
 *
 * @param environment what a function needs to start @default - nothing
 */
export function bundleLoads(
  measured: readonly Bundled[],
  repeats: number,
  environment: (contract: Bundled) => Readonly<Record<string, string>> = () => ({}),
): BenchmarkRow[] {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  try {
    const root = process.cwd();
    const empty = join(folder, "empty.js");
    writeFileSync(empty, "exports.handler = async () => {};\n");
    const bundles = measured.map((contract) => {
      const { name, bundleKibibytes } = contract;
      const entry = join(root, contract.entry ?? join("lambdas", name, "handler.ts"));
      const { code } = valueOrThrow(bundleHandler({ name, entry, root, kibibytes: bundleKibibytes }));
      const file = join(folder, `${name}.js`);
      writeFileSync(file, code);
      return {
        what: dirname(relative(root, entry)),
        file,
        bytes: Buffer.byteLength(code),
        env: environment(contract),
      };
    });
    const times = new Map<string, number[]>();
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const { file, env } of [{ file: empty, env: {} }, ...bundles]) {
        times.set(file, [...(times.get(file) ?? []), loadTime(file, env)]);
      }
    }
    const emptyTime = median(times.get(empty) ?? []);
    return bundles.map(({ what, file, bytes }) => ({
      what: `load ${what}`,
      "size KiB": Math.round(bytes / 1024),
      "ms over an empty module": round(median(times.get(file) ?? []) - emptyTime),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that a fresh process needs to load the file. */
function loadTime(file: string, environment: Readonly<Record<string, string>>): number {
  const program = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start); process.exit()`;
  const env = {
    ...process.env,
    ...environment,
    AWS_REGION: "eu-central-1",
    // The SDK's word about this version of Node.js is not what is measured.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
  const output = execFileSync(process.execPath, ["-e", program], {
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return Number(output.trim().split("\n").at(-1));
}
