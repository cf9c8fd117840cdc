import { spawnSync } from "node:child_process";
import { compiledProgram } from "./compiled-program.js";
import { denialRows } from "./policy-denials.js";
import type { BenchmarkRow } from "./run.js";
import { median } from "./statistics.js";

const VARIANT = new URL("./policy-variant.ts", import.meta.url);
const ENGINES = ["cordon", "cedar", "casbin", "casl"] as const;
/**
 * Fresh processes per engine and size, of which the fastest counts: what else the host does can only add time, and does
 * so by half for seconds or minutes. The median of all is shown beside it.
 */
const ROUNDS = 5;
/** A peer that has not answered by then is reported as such. */
const PATIENCE_MILLISECONDS = 120_000;
/** The size at which our own decisions are compared with those at the largest. */
const REFERENCE_SIZE = 10_000;

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

interface Measurement {
  readonly compileMilliseconds: number;
  readonly heapBytes: number;
  /** Microseconds a decision. */
  readonly all: Percentiles;
  readonly hits: Percentiles;
  readonly misses: Percentiles;
  readonly allowed: string;
}

/** What several processes measured of one engine at one size. */
interface Rounds {
  /** The process with the least median. */
  readonly fastest: Measurement;
  /** The median of the processes' medians, microseconds a decision. */
  readonly middle: number;
}

/**
 * Decisions by four engines over the same policies and requests, each engine in processes of its own, at each size in
 * turns. The run fails where an engine answers a request differently from ours.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const sizes = smoke ? [10, 100] : [10, 100, 1000, 10_000, 100_000];
  const seconds = smoke ? 0.5 : 3;
  const rounds = smoke ? 1 : ROUNDS;
  const program = compiledProgram(VARIANT);
  const rows: BenchmarkRow[] = [];
  let reference: number | undefined;
  for (const size of sizes) {
    const results = measureInTurns(rounds, program, size, seconds);
    const ours = results.get("cordon");
    if (typeof ours === "string" || ours === undefined) throw new Error(`our own engine failed: ${ours}`);
    if (size === REFERENCE_SIZE) reference = ours.fastest.all.p50;
    for (const [engine, measured] of results) {
      if (typeof measured !== "string") compareAnswers(engine, size, ours.fastest, measured.fastest);
      rows.push(rowOf(engine, size, measured, ours.fastest, engine === "cordon" ? reference : undefined));
    }
  }
  return [...rows, ...denialRows({ smoke })];
}

/** The rounds of each engine, all engines in turn in each; what is wrong where an engine fails. */
function measureInTurns(
  rounds: number,
  program: string,
  size: number,
  seconds: number,
): Map<string, Rounds | string> {
  const measured = new Map<string, Measurement[]>(ENGINES.map((engine) => [engine, []]));
  const failures = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    for (const [engine, measurements] of measured) {
      if (failures.has(engine)) continue;
      const one = measure(program, engine, size, seconds);
      if (typeof one === "string") failures.set(engine, one);
      else measurements.push(one);
    }
  }
  return new Map(
    [...measured].map(([engine, measurements]) => [engine, failures.get(engine) ?? roundsOf(measurements)]),
  );
}

function roundsOf(measurements: readonly Measurement[]): Rounds {
  const medians = measurements.map(({ all }) => all.p50);
  const fastest = measurements[medians.indexOf(Math.min(...medians))] as Measurement;
  return { fastest, middle: median(medians) };
}

function measure(program: string, engine: string, size: number, seconds: number): Measurement | string {
  process.stderr.write(`${engine}, ${size} policies\n`);
  const child = spawnSync(
    process.execPath,
    ["--expose-gc", "--max-old-space-size=6144", program, engine, String(size), String(seconds)],
    { encoding: "utf8", timeout: PATIENCE_MILLISECONDS, maxBuffer: 2 ** 26 },
  );
  if (child.status === 0) return JSON.parse(child.stdout) as Measurement;
  if (child.error !== undefined) return `no answer within ${PATIENCE_MILLISECONDS / 1000} s`;
  return `failed: ${
    child.stderr
      .trim()
      .split("\n")
      .find((line) => line.includes("Error")) ??
    child.signal ??
    "?"
  }`;
}

function compareAnswers(engine: string, size: number, ours: Measurement, theirs: Measurement): void {
  const different = [...theirs.allowed].findIndex(
    (answer, index) => answer !== "-" && ours.allowed[index] !== "-" && answer !== ours.allowed[index],
  );
  if (different >= 0)
    throw new Error(`${engine} answers request ${different} of ${size} policies differently`);
}

function rowOf(
  engine: string,
  size: number,
  measured: Rounds | string,
  ours: Measurement,
  reference: number | undefined,
): BenchmarkRow {
  if (typeof measured === "string") return { policies: size, engine, "p50 us": measured };
  const { all, hits, misses, compileMilliseconds, heapBytes } = measured.fastest;
  return {
    policies: size,
    engine,
    "p50 us": rounded(all.p50),
    "p99 us": rounded(all.p99),
    "middle p50": rounded(measured.middle),
    "hit p50": rounded(hits.p50),
    "miss p50": rounded(misses.p50),
    "times ours": Math.round((all.p50 / ours.all.p50) * 10) / 10,
    "compile ms": Math.round(compileMilliseconds),
    "heap MB": Math.round(heapBytes / 1e6),
    ...(reference === undefined ? {} : { "against 10 000": Math.round((all.p50 / reference) * 100) / 100 }),
  };
}

function rounded(microseconds: number): number {
  return Number(microseconds.toPrecision(3));
}
