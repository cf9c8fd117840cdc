import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modulePlan, RULES_OF_INSTANCE } from "./check-modules.js";
import { benchmarkNetwork } from "./check-network.js";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";
import { medianBy } from "./statistics.js";

const VARIANT = new URL("./check-variant.ts", import.meta.url);

interface Measurement {
  readonly milliseconds: number;
  readonly peakBytes: number;
  readonly edges: number;
  readonly reached: number;
}

/**
 * The whole of `cordon check --format json` (reading, deciding, guardrails, numbers, report) against a plain evaluation
 * of every pair with breadth-first search, which answers no more than who meets whom: from the file's first byte to
 * the answer, and peak resident memory. Then plans of many instances of one module, which the plain evaluation cannot
 * read: how their time grows. Fresh processes, variants in turn, the median of each.
 */
export function run(options: { readonly smoke: boolean }): BenchmarkRow[] {
  const sizes = options.smoke ? [100] : [100, 1000, 3000, 10_000];
  const instances = options.smoke ? [5, 50] : [50, 500];
  const program = compiledProgram(VARIANT);
  return [
    ...sizes.map((groups) => compare(program, groups, options.smoke ? 1 : groups > 3000 ? 3 : 5)),
    ...growth(program, instances, options.smoke ? 1 : 5),
  ];
}

function compare(program: string, groups: number, repeats: number): BenchmarkRow {
  return withFile("cdk.tf.json", benchmarkNetwork(groups), (path, text) => {
    const ours: Measurement[] = [];
    const peers: Measurement[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      ours.push(measure(program, "cordon", path));
      peers.push(measure(program, "pairwise", path));
    }
    const our = medianBy(ours, ({ milliseconds }) => milliseconds);
    const peer = medianBy(peers, ({ milliseconds }) => milliseconds);
    if (our.edges !== peer.edges || our.reached !== peer.reached)
      throw new Error(`The variants disagree: ${JSON.stringify({ our, peer })}`);
    return {
      groups,
      rules: (text.match(/ip_protocol/g) ?? []).length,
      edges: our.edges,
      "cordon ms": Math.round(our.milliseconds),
      "pairwise ms": Math.round(peer.milliseconds),
      "time ratio": ratio(our.milliseconds, peer.milliseconds),
      "cordon MB": Math.round(our.peakBytes / 1e6),
      "pairwise MB": Math.round(peer.peakBytes / 1e6),
      "memory ratio": ratio(our.peakBytes, peer.peakBytes),
      "cordon ms a group": Number((our.milliseconds / groups).toFixed(3)),
    };
  });
}

/** Plans of module instances: `growth` is the time for one instance, as a multiple of that in the smallest plan. */
function growth(program: string, sizes: readonly number[], repeats: number): BenchmarkRow[] {
  let smallest: number | undefined;
  return sizes.map((instances) =>
    withFile("plan.json", modulePlan(instances), (path) => {
      const all = Array.from({ length: repeats }, () => measure(program, "cordon", path));
      const { milliseconds, peakBytes, edges } = medianBy(all, (one) => one.milliseconds);
      const each = milliseconds / instances;
      smallest ??= each;
      return {
        "module instances": instances,
        groups: instances,
        rules: instances * RULES_OF_INSTANCE,
        edges,
        "cordon ms": Math.round(milliseconds),
        "cordon MB": Math.round(peakBytes / 1e6),
        "cordon ms a group": Number(each.toFixed(3)),
        growth: ratio(each, smallest),
      };
    }),
  );
}

/** Writes a document to a file that is there as long as it is measured. */
function withFile<T>(name: string, document: object, measured: (path: string, text: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  try {
    const path = join(folder, name);
    const text = JSON.stringify(document);
    writeFileSync(path, text);
    return measured(path, text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(program: string, variant: string, path: string): Measurement {
  const output = execFileSync(process.execPath, [program, variant, path], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output) as Measurement;
}

function ratio(ours: number, peers: number): number {
  return Number((ours / peers).toFixed(3));
}
