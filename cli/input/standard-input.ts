import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { Streams } from "../streams.js";
import { unreadable } from "./input-files.js";

/** How a path names standard input. */
export const STANDARD_INPUT = "-";

/**
 * The stream that `-` stands for.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE where there is none
 */
export function standardInput(streams: Streams): Readable {
  if (streams.in !== undefined) return streams.in;
  throw unreadable(STANDARD_INPUT, "there is no standard input", "name a file");
}

/** All of standard input as text. */
export async function readStandardInput(streams: Streams): Promise<string> {
  return (await buffer(standardInput(streams))).toString("utf8");
}
