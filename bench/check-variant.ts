import { readFileSync } from "node:fs";
import { runCheck } from "../cli/check/check-run.js";
import { processStreams } from "../cli/streams.js";
import type { Report } from "../core/check/report.js";
import { evaluatePairwise } from "./check-peer.js";

/** One variant over one file, in a process of its own: prints time from the file's first byte, and peak memory. */
const [variant, path = ""] = process.argv.slice(2);
const start = performance.now();
const answer =
  variant === "cordon" ? await cordon() : evaluatePairwise(JSON.parse(readFileSync(path, "utf8")));
const milliseconds = performance.now() - start;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const found = typeof answer === "string" ? inReport(JSON.parse(answer) as Report) : answer;
process.stdout.write(JSON.stringify({ milliseconds, peakBytes, ...found }));

/** The whole of `cordon check --format json`, up to the text that it prints. */
async function cordon(): Promise<string> {
  let text = "";
  const out = {
    write: async (report: string) => {
      text = report;
    },
  };
  await runCheck([[path]], { format: "json", failOn: "low" }, { ...processStreams(), out });
  return text;
}

/** What the peer finds too: pairs of groups that meet, and groups that can be reached from outside. */
function inReport({ edges, endpoints }: Report): { edges: number; reached: number } {
  const segments = new Set(endpoints.filter(({ kind }) => kind === "segment").map(({ id }) => id));
  const inside = edges.filter(({ from, to }) => segments.has(from) && segments.has(to));
  const pairs = new Set(inside.map(({ from, to }) => `${from} ${to}`));
  const reached = new Set(
    edges.filter(({ from, to }) => !segments.has(from) && segments.has(to)).map(({ to }) => to),
  );
  const successors = new Map<string, string[]>();
  for (const { from, to } of inside) successors.set(from, [...(successors.get(from) ?? []), to]);
  for (const at of reached) for (const next of successors.get(at) ?? []) reached.add(next);
  return { edges: pairs.size, reached: reached.size };
}
