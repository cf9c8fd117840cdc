import { spawnSync } from "node:child_process";
import { compiledProgram } from "./compiled-program.js";
import type { BenchmarkRow } from "./run.js";
import { medianBy } from "./statistics.js";

const VARIANT = new URL("./policy-variant.ts", import.meta.url);
const ENGINES = ["cordon", "cedar", "casbin", "casl"] as const;
/** Fresh processes per engine and size: what memory a process is given makes it up to a third faster or slower. */
const ROUNDS = 3;
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

/**
 * Decisions by four engines over the same policies and requests, each engine in processes of its own, at each size
 * one after the other. The run fails where an engine answers a request differently from ours.
 */
export function run({ smoke }: { readonly smoke: boolean }): BenchmarkRow[] {
  const sizes = smoke ? [10, 100] : [10, 100, 1000, 10_000, 100_000];
  const seconds = smoke ? 0.5 : 4;
  const rounds = smoke ? 1 : ROUNDS;
  const program = compiledProgram(VARIANT);
  const rows: BenchmarkRow[] = [];
  let reference: number | undefined;
  for (const size of sizes) {
    const results = ENGINES.map((engine) => ({
      engine,
      measured: measureInRounds(rounds, program, engine, size, seconds),
    }));
    const ours = results[0]?.measured;
    if (typeof ours === "string" || ours === undefined) throw new Error(`our own engine failed: ${ours}`);
    if (size === REFERENCE_SIZE) reference = ours.all.p50;
    for (const { engine, measured } of results) {
      if (typeof measured !== "string") compareAnswers(engine, size, ours, measured);
      rows.push(rowOf(engine, size, measured, ours, engine === "cordon" ? reference : undefined));
    }
  }
  return rows;
}

/** The round whose median decision is the median of all rounds; what is wrong where the first one fails. */
function measureInRounds(
  rounds: number,
  program: string,
  engine: string,
  size: number,
  seconds: number,
): Measurement | string {
  const measured: Measurement[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const one = measure(program, engine, size, seconds);
    if (typeof one === "string") return one;
    measured.push(one);
  }
  return medianBy(measured, ({ all }) => all.p50);
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
  measured: Measurement | string,
  ours: Measurement,
  reference: number | undefined,
): BenchmarkRow {
  if (typeof measured === "string") return { policies: size, engine, "p50 us": measured };
  const { all, hits, misses, compileMilliseconds, heapBytes } = measured;
  return {
    policies: size,
    engine,
    "p50 us": rounded(all.p50),
    "p99 us": rounded(all.p99),
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
