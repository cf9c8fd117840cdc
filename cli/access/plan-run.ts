import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import type { Entitlement } from "../../core/access/entitlement.js";
import { planAccess } from "../../core/access/plan.js";
import { type AccessPlan, refusedPlan } from "../../core/access/plan-output.js";
import { CordonError } from "../../core/errors.js";
import { readJson } from "../../core/json/read-json.js";
import { asUnreadable, readText } from "../input/input-files.js";
import { type Line, LineSplitter } from "../input/line-splitter.js";
import { instantOf } from "../input/now.js";
import { refusedOption } from "../input/refuse-option.js";
import { readStandardInput, STANDARD_INPUT, standardInput } from "../input/standard-input.js";
import { EXIT } from "../output/exit-codes.js";
import type { Streams } from "../streams.js";
import { loadEntitlements } from "./entitlement-file.js";

/** The options of `cordon access plan`. */
export interface AccessPlanOptions {
  readonly entitlements: string;
  readonly request?: string;
  readonly requests?: string;
  readonly now: string;
}

/** Output is collected up to this length before it is written. */
const BATCH_LENGTH = 2 ** 16;

/** Prints what a grant would be, for one request or for each line of a stream. */
export async function runAccessPlan(
  _: readonly [],
  options: AccessPlanOptions,
  streams: Streams,
): Promise<number> {
  const { request, requests } = options;
  if ((request === undefined) === (requests === undefined)) {
    throw refusedOption({
      where: "--request",
      summary: "plan answers one request, or a stream of them",
      got: request === undefined ? "neither --request nor --requests" : "--request and --requests",
      allowed: "either --request or --requests",
      fix: "name one of them",
    });
  }
  const now = instantOf(options.now);
  const { entitlements } = loadEntitlements(options.entitlements);
  if (requests !== undefined) return planLines(requests, entitlements, now, streams);
  const path = request as string;
  const text = path === STANDARD_INPUT ? await readStandardInput(streams) : readText(path);
  const plan = planText(text, path, entitlements, now);
  await streams.out.write(`${JSON.stringify(plan, null, 2)}\n`);
  return exitCodeOf(plan);
}

function exitCodeOf({ decision }: AccessPlan): number {
  return decision === "refused" ? EXIT.findings : EXIT.clean;
}

/** @throws CordonError where the text is not JSON */
function planText(
  text: string,
  source: string,
  entitlements: readonly Entitlement[],
  now: number,
): AccessPlan {
  const json = readJson(text, source);
  if (json.ok) return planAccess(json.value, entitlements, { now });
  const [problem] = json.problems;
  if (problem === undefined || problem.code === "CORDON_JSON_SYNTAX") throw new CordonError(json.problems);
  // It is JSON, but readers would disagree on what it asks for.
  return refusedPlan("invalid_request", problem.summary);
}

/** Plans each line, in order and in constant memory; a line that is not a request is refused, and the rest goes on. */
async function planLines(
  path: string,
  entitlements: readonly Entitlement[],
  now: number,
  streams: Streams,
): Promise<number> {
  let output = "";
  let exitCode: number = EXIT.clean;
  const splitter = new LineSplitter((line) => {
    const plan = planLine(line, entitlements, now);
    exitCode = Math.max(exitCode, exitCodeOf(plan));
    output += `${JSON.stringify(plan)}\n`;
  });
  try {
    for await (const piece of openLines(path, streams)) {
      splitter.push(String(piece));
      if (output.length < BATCH_LENGTH) continue;
      await streams.out.write(output);
      output = "";
    }
  } catch (error) {
    throw asUnreadable(path, error);
  }
  splitter.end();
  await streams.out.write(output);
  return exitCode;
}

function planLine(line: Line, entitlements: readonly Entitlement[], now: number): AccessPlan {
  if (line === undefined) return refusedPlan("invalid_request", "the line is too long for a request");
  const bytes = Buffer.from(line, "latin1");
  if (!isUtf8(bytes)) return refusedPlan("invalid_request", "the line is not UTF-8");
  const json = readJson(bytes.toString("utf8"), "line");
  return json.ok
    ? planAccess(json.value, entitlements, { now })
    : refusedPlan("invalid_request", json.problems[0]?.summary ?? "the line is not JSON");
}

/** The bytes of the lines, one character each, so that no decoder mends what is not UTF-8. */
function openLines(path: string, streams: Streams): Readable {
  if (path !== STANDARD_INPUT) return createReadStream(path, "latin1");
  return standardInput(streams).setEncoding("latin1");
}
