import { readFileSync } from "node:fs";
import { readInput } from "../cli/read-input.js";
import { valueOrThrow } from "../core/errors.js";
import { decide } from "../core/reachability/decide.js";
import { readDocument } from "../core/reachability/read-document.js";
import { evaluatePairwise } from "./check-peer.js";

/** One variant over one file, in a process of its own: prints time from the file's first byte, and peak memory. */
const [variant, path = ""] = process.argv.slice(2);
const start = performance.now();
const found =
  variant === "cordon" ? await cordon() : evaluatePairwise(JSON.parse(readFileSync(path, "utf8")));
const milliseconds = performance.now() - start;
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ milliseconds, peakBytes, ...found }));

async function cordon(): Promise<{ edges: number; reached: number }> {
  const model = valueOrThrow(readDocument(valueOrThrow(await readInput(path))));
  const { edges, endpoints, halfOpen, pathsListed } = decide(model);
  const segments = new Set(endpoints.filter(({ kind }) => kind === "segment").map(({ id }) => id));
  const inside = edges.filter(({ from, to }) => segments.has(from) && segments.has(to));
  const pairs = new Set(inside.map(({ from, to }) => `${from} ${to}`));
  const reached = new Set(
    edges.filter(({ from, to }) => !segments.has(from) && segments.has(to)).map(({ to }) => to),
  );
  const successors = new Map<string, string[]>();
  for (const { from, to } of inside) successors.set(from, [...(successors.get(from) ?? []), to]);
  for (const at of reached) for (const next of successors.get(at) ?? []) reached.add(next);
  process.stderr.write(`${halfOpen.length} half-open rules, paths listed: ${pathsListed}\n`);
  return { edges: pairs.size, reached: reached.size };
}
