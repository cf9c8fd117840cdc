// One engine at one size in a process of its own; arguments: engine, number of policies, seconds.
import { ENGINES } from "./policy-peers.js";
import { makePolicies, makeRequests } from "./policy-workload.js";

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

const answers = new Map<string, boolean>();
const samples: { readonly nanoseconds: number; readonly allowed: boolean }[] = [];
const begun = performance.now();
for (let index = 0; samples.length < MOST_SAMPLES; index += 1) {
  const elapsed = performance.now() - begun;
  if (elapsed > deadline && samples.length >= 20) break;
  const line = lines[index % lines.length] as string;
  // The request is fresh from the parser, as it is in front of an API.
  const request = engine.prepare(line);
  const from = process.hrtime.bigint();
  const allowed = engine.decide(request);
  const nanoseconds = Number(process.hrtime.bigint() - from);
  answers.set(line, allowed);
  if (index >= WARM_UP || elapsed > deadline / 4) samples.push({ nanoseconds, allowed });
}

process.stdout.write(
  JSON.stringify({
    compileMilliseconds,
    heapBytes,
    all: percentiles(samples),
    hits: percentiles(samples.filter(({ allowed }) => allowed)),
    misses: percentiles(samples.filter(({ allowed }) => !allowed)),
    // What the parent compares: the engines have to agree, or they did not do the same work.
    allowed: lines.map((line) => (answers.has(line) ? (answers.get(line) ? "1" : "0") : "-")).join(""),
  }),
);

function heap(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function percentiles(of: typeof samples): { readonly p50: number; readonly p99: number } {
  const sorted = of.map(({ nanoseconds }) => nanoseconds).sort((a, b) => a - b);
  const at = (share: number): number => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN) / 1000;
  return { p50: at(0.5), p99: at(0.99) };
}
