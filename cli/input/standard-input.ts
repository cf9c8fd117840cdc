import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { decodeText } from "../../adapters/files/read-text.js";
import { valueOrThrow } from "../../core/errors.js";
import type { Streams } from "../streams.js";
import { POLICY_INPUT_UNREADABLE, unreadable } from "./input-files.js";

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

/**
 * All of standard input as text.
 *
 * @throws CordonError CORDON_POLICY_INPUT_UNREADABLE where it is not UTF-8
 */
export async function readStandardInput(streams: Streams): Promise<string> {
  const bytes = await buffer(standardInput(streams));
  return valueOrThrow(decodeText(bytes, STANDARD_INPUT, POLICY_INPUT_UNREADABLE));
}
