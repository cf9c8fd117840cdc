import { isUtf8 } from "node:buffer";
import { createReadStream, statSync } from "node:fs";
import type { Readable } from "node:stream";
import { requestableEntitlements } from "../../core/access/requestable-entitlement.js";
import { compile } from "../../core/policy/engine/compile.js";
import { decide, invalidRequest } from "../../core/policy/engine/decide.js";
import type { Decision } from "../../core/policy/language/decision.js";
import {
  type RequestableAccess,
  requestableAccess,
  withRequestableAccess,
} from "../../services/policy-engine/requestable-access.js";
import { asUnreadable } from "../input/input-files.js";
import { type Line, LineSplitter, LONGEST_LINE } from "../input/line-splitter.js";
import { instantText } from "../input/now.js";
import { STANDARD_INPUT, standardInput } from "../input/standard-input.js";
import { EXIT } from "../output/exit-codes.js";
import { Progress } from "../output/progress.js";
import type { Streams } from "../streams.js";
import { decisionRow, decisionTableHead } from "./decision-table.js";
import { loadPolicies } from "./policy-files.js";
import { withTime } from "./request-time.js";

/** The options of `cordon policy decide`. */
export interface PolicyDecideOptions {
  readonly policies: string;
  readonly requests: string;
  /** A file of entitlements, which denials name where a grant would help. */
  readonly entitlements?: string;
  readonly format: "json" | "table";
  readonly now?: string;
}

/** Output is collected up to this length before it is written. */
const BATCH_LENGTH = 2 ** 16;

/** The entitlements of the file; their reader is loaded only where there is one. */
async function requestableAccessOf(path: string | undefined): Promise<RequestableAccess | undefined> {
  if (path === undefined) return undefined;
  const { loadEntitlements } = await import("../access/entitlement-file.js");
  return requestableAccess(requestableEntitlements(loadEntitlements(path).entitlements));
}

/** Decides every line of the requests in constant memory, in order. */
export async function runPolicyDecide(
  _: readonly [],
  options: PolicyDecideOptions,
  streams: Streams,
): Promise<number> {
  const now = instantText(options.now);
  const policies = compile(loadPolicies(options.policies).policies);
  const requestable = await requestableAccessOf(options.entitlements);
  const answer = (line: Line): Decision => {
    if (line === undefined) return OVERLONG;
    const text = textOf(line);
    if (text === undefined) return NOT_UTF8;
    const parsed = parseLine(text);
    if (parsed === undefined) return notJson(text);
    const request = now === undefined ? parsed.value : withTime(parsed.value, now);
    return withRequestableAccess(decide(policies, request), request, requestable);
  };
  const { stream, size } = openRequests(options.requests, streams);
  const progress = new Progress(streams.err);
  let output = options.format === "table" ? decisionTableHead() : "";
  let count = 0;
  let done = 0;
  let denied = false;
  const splitter = new LineSplitter((line) => {
    const decision = answer(count === 0 ? line?.replace(BYTE_ORDER_MARK, "") : line);
    count += 1;
    denied ||= decision.decision === "deny";
    output += options.format === "table" ? decisionRow(count, decision) : `${JSON.stringify(decision)}\n`;
  });
  try {
    for await (const piece of piecesOf(stream, options.requests)) {
      done += piece.length;
      splitter.push(piece);
      progress.report({ unit: "requests", count, done, total: size });
      if (output.length >= BATCH_LENGTH) {
        await streams.out.write(output);
        output = "";
      }
    }
  } finally {
    progress.finish();
  }
  splitter.end();
  await streams.out.write(output);
  return denied ? EXIT.findings : EXIT.clean;
}

const OVERLONG = invalidRequest({
  problem: "the line is too long for a request",
  got: `more than ${LONGEST_LINE} bytes`,
  allowed: "one JSON object",
});

const NOT_UTF8 = invalidRequest({
  problem: "the line is not UTF-8",
  got: "bytes that are not text",
  allowed: "one JSON object in UTF-8",
});

/** EF BB BF, as the stream hands bytes over. */
const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

/** The text of a line of bytes, or undefined where they are none: what decoders put in its place would be another name. */
function textOf(line: string): string | undefined {
  const bytes = Buffer.from(line, "latin1");
  return isUtf8(bytes) ? bytes.toString("utf8") : undefined;
}

/** The denial of a line that is not JSON; it does not repeat the line, which may hold anything. */
function notJson(line: string): Decision {
  const problem = line.trim() === "" ? "the line is blank" : "the line is not JSON";
  return invalidRequest({ problem, got: `${line.length} characters`, allowed: "one JSON object" });
}

/** The JSON value of a line, or undefined where it has none. */
function parseLine(line: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(line) };
  } catch {
    return undefined;
  }
}

/** The pieces of a stream; what stands in the way of reading it is an error for the user. */
async function* piecesOf(stream: Readable, path: string): AsyncGenerator<string> {
  try {
    yield* stream;
  } catch (error) {
    throw asUnreadable(path, error);
  }
}

interface Requests {
  readonly stream: Readable;
  readonly size: number | undefined;
}

/** The requests as bytes, one character each, so that no decoder mends what is not UTF-8. */
function openRequests(path: string, streams: Streams): Requests {
  if (path === STANDARD_INPUT)
    return { stream: standardInput(streams).setEncoding("latin1"), size: undefined };
  try {
    const stats = statSync(path);
    return { stream: createReadStream(path, "latin1"), size: stats.isFile() ? stats.size : undefined };
  } catch (error) {
    throw asUnreadable(path, error);
  }
}
