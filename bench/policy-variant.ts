// One engine at one size in a process of its own; arguments: engine, number of policies, seconds.
import { ENGINES } from "./policy-peers.js";
import { makePolicies, makeRequests } from "./policy-workload.js";
import { median } from "./statistics.js";

const [engineName = "", sizeText = "", secondsText = ""] = process.argv.slice(2);
const size = Number(sizeText);
const deadline = Number(secondsText) * 1000;
const makeEngine = ENGINES[engineName];
if (makeEngine === undefined) throw new Error(`no engine ${engineName}`);

/** Different requests, so that every decision meets policies that were not just used. */
const REQUESTS = 20_000;
/** Decisions after which V8 has compiled what it will. */
const WARM_UP = 20_000;
const MOST_SAMPLES = 200_000;
const DENIED = 1;
const ALLOWED = 2;

/** How long decisions took, and what they were. */
class Samples {
  count = 0;
  readonly #nanoseconds: Float64Array;
  readonly #allowed: Uint8Array;

  constructor(most: number) {
    this.#nanoseconds = new Float64Array(most);
    this.#allowed = new Uint8Array(most);
  }

  add(nanoseconds: number, allowed: boolean): void {
    this.#nanoseconds[this.count] = nanoseconds;
    this.#allowed[this.count] = allowed ? 1 : 0;
    this.count += 1;
  }

  /** Nanoseconds of the decisions whose answer is wanted. */
  of(isWanted: (allowed: boolean) => boolean): Float64Array {
    return this.#nanoseconds
      .subarray(0, this.count)
      .filter((_, index) => isWanted(this.#allowed[index] === 1));
  }
}

const collect = globalThis.gc as () => void;
// As a file is read: parsed JSON, not the strings of a generator.
const text = JSON.stringify(makePolicies(size));
const lines = makeRequests(size, REQUESTS).map((request) => JSON.stringify(request));
const policies = JSON.parse(text);
collect();
const before = heap();
const start = performance.now();
const engine = await makeEngine(policies);
const compileMilliseconds = performance.now() - start;
collect();
const heapBytes = heap() - before;

// In two arrays and by number, so that taking notes does not displace the engines' data from the processor's cache.
const answers = new Uint8Array(lines.length);
const samples = new Samples(MOST_SAMPLES);
const timer = timerNanoseconds();
const begun = performance.now();
for (let index = 0; samples.count < MOST_SAMPLES; index += 1) {
  const elapsed = performance.now() - begun;
  if (elapsed > deadline && samples.count >= 20) break;
  const asked = index % lines.length;
  // The request is fresh from the parser, as it is in front of an API.
  const request = engine.prepare(lines[asked] as string);
  const from = process.hrtime.bigint();
  const allowed = engine.decide(request);
  const nanoseconds = Number(process.hrtime.bigint() - from) - timer;
  answers[asked] = allowed ? ALLOWED : DENIED;
  if (index >= WARM_UP || elapsed > deadline / 4) samples.add(nanoseconds, allowed);
}

process.stdout.write(
  JSON.stringify({
    compileMilliseconds,
    heapBytes,
    all: percentiles(samples.of(() => true)),
    hits: percentiles(samples.of((allowed) => allowed)),
    misses: percentiles(samples.of((allowed) => !allowed)),
    // What the parent compares: the engines have to agree, or they did not do the same work.
    allowed: Array.from(answers, (answer) => (answer === ALLOWED ? "1" : answer === DENIED ? "0" : "-")).join(
      "",
    ),
  }),
);

/**
 * What reading the clock twice takes by itself. Between requests, as the decisions are: in a loop of its own reading the
 * clock is faster than where other code comes between.
 */
function timerNanoseconds(): number {
  const readTwice = (line: string): number => {
    engine.prepare(line);
    const from = process.hrtime.bigint();
    return Number(process.hrtime.bigint() - from);
  };
  return median(lines.map(readTwice));
}

function heap(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function percentiles(nanoseconds: Float64Array): { readonly p50: number; readonly p99: number } {
  const sorted = nanoseconds.sort();
  const at = (share: number): number => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) / 1000;
  return { p50: at(0.5), p99: at(0.99) };
}
