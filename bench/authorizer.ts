import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleHandler } from "../constructs/function/bundle.js";
import { AUTHZEN } from "../core/contracts/authzen.js";
import { POLICY_ENGINE } from "../core/contracts/policy-engine.js";
import { valueOrThrow } from "../core/errors.js";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";
import { median, round } from "./statistics.js";

/** The functions that decide. Those of the access broker do not start without their environment. */
const MEASURED = [POLICY_ENGINE, AUTHZEN];
const REQUESTS = new URL("./authorizer-variant.ts", import.meta.url);

/**
 * The authorizer beside a plain handler that verifies the token with jose: size and load time of the bundles in fresh
 * processes over an empty module, and time per authorized request, with the registry in memory and in the emulator.
 * Rounds of the variants alternate; medians.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  return [...loads(smoke ? 3 : 21), ...requests(smoke)];
}

function requests(smoke: boolean): BenchmarkRow[] {
  const output = execFileSync(process.execPath, [compiledProgram(REQUESTS), smoke ? "smoke" : "full"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output) as BenchmarkRow[];
}

function loads(repeats: number): BenchmarkRow[] {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  try {
    const root = process.cwd();
    const empty = join(folder, "empty.js");
    writeFileSync(empty, "exports.handler = async () => {};\n");
    const bundles = MEASURED.map(({ name, bundleKibibytes }) => {
      const entry = join(root, "lambdas", name, "handler.ts");
      const { code } = valueOrThrow(bundleHandler({ name, entry, root, kibibytes: bundleKibibytes }));
      const file = join(folder, `${name}.js`);
      writeFileSync(file, code);
      return { name, file, bytes: Buffer.byteLength(code) };
    });
    const times = new Map<string, number[]>();
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      for (const file of [empty, ...bundles.map((bundle) => bundle.file)]) {
        times.set(file, [...(times.get(file) ?? []), loadTime(file)]);
      }
    }
    const emptyTime = median(times.get(empty) ?? []);
    return bundles.map(({ name, file, bytes }) => ({
      what: `load lambdas/${name}`,
      "size KiB": Math.round(bytes / 1024),
      "ms over an empty module": round(median(times.get(file) ?? []) - emptyTime),
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Milliseconds that a fresh process needs to load the file. */
function loadTime(file: string): number {
  const program = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start); process.exit()`;
  const env = {
    ...process.env,
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
