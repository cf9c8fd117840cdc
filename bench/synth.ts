import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchmarkRow } from "./run.js";
import { median } from "./statistics.js";

const VARIANT = fileURLToPath(new URL("./synth-variant.ts", import.meta.url));
const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));

interface Measurement {
  readonly milliseconds: number;
  readonly heapBytes: number;
  /** How many resources of each type were written, as a text that can be compared. */
  readonly resources: string;
}

/**
 * Flows through our constructs against the same resources in plain CDKTF: build and synthesis to disk, without the
 * load of cdktf itself; live heap after it. Fresh processes, variants in turn, the median of each.
 */
export function run(options: { readonly smoke: boolean }): BenchmarkRow[] {
  const sizes = options.smoke ? [100] : [100, 1000, 5000];
  const repeats = options.smoke ? 1 : 5;
  const rows: BenchmarkRow[] = [];
  for (const flows of sizes) {
    const ours: Measurement[] = [];
    const peers: Measurement[] = [];
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      ours.push(measure("cordon", flows));
      peers.push(measure("plain", flows));
    }
    const written = new Set([...ours, ...peers].map(({ resources }) => resources));
    if (written.size !== 1)
      throw new Error(`The two variants wrote different resources: ${[...written].join(" / ")}`);
    const our = medianMeasurement(ours);
    const peer = medianMeasurement(peers);
    rows.push({
      flows,
      "cordon ms": Math.round(our.milliseconds),
      "plain cdktf ms": Math.round(peer.milliseconds),
      "time ratio": ratio(our.milliseconds, peer.milliseconds),
      "cordon MB": Math.round(our.heapBytes / 1e6),
      "plain cdktf MB": Math.round(peer.heapBytes / 1e6),
      "memory ratio": ratio(our.heapBytes, peer.heapBytes),
      "cordon ms a flow": Number((our.milliseconds / flows).toFixed(3)),
    });
  }
  return [
    ...rows,
    referenceStacks("reference network", "cordon"),
    referenceStacks("reference network and API", "cordon", "cordon-api"),
  ];
}

function measure(variant: string, flows: number): Measurement {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  try {
    const output = execFileSync(
      process.execPath,
      ["--expose-gc", "--import", "tsx", VARIANT, variant, String(flows), folder],
      { encoding: "utf8", cwd: REPOSITORY },
    );
    const written: Record<string, object> = JSON.parse(
      readFileSync(join(folder, "stacks/bench/cdk.tf.json"), "utf8"),
    ).resource;
    const resources = Object.entries(written)
      .map(([type, instances]) => `${type} ${Object.keys(instances).length}`)
      .join(", ");
    return { ...(JSON.parse(output) as Omit<Measurement, "resources">), resources };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The reference stacks as `cdktf synth` runs them, from process start to exit. */
function referenceStacks(name: string, ...keys: readonly string[]): BenchmarkRow {
  const folder = mkdtempSync(join(tmpdir(), "cordon-bench-"));
  try {
    const shipped = JSON.parse(readFileSync(join(REPOSITORY, "cdktf.json"), "utf8")).context;
    const context = Object.fromEntries(keys.map((key) => [key, shipped[key]]));
    const walls = [1, 2, 3].map(() => {
      const start = performance.now();
      execFileSync(process.execPath, ["--import", "tsx", "stacks/main.ts"], {
        cwd: REPOSITORY,
        env: { ...process.env, CDKTF_OUTDIR: folder, CDKTF_CONTEXT_JSON: JSON.stringify(context) },
      });
      return performance.now() - start;
    });
    return { flows: `${name}, whole process`, "cordon ms": Math.round(median(walls)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function medianMeasurement(measurements: readonly Measurement[]): Omit<Measurement, "resources"> {
  return {
    milliseconds: median(measurements.map(({ milliseconds }) => milliseconds)),
    heapBytes: median(measurements.map(({ heapBytes }) => heapBytes)),
  };
}

function ratio(ours: number, peers: number): number {
  return Number((ours / peers).toFixed(3));
}
