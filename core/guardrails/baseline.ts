import { EXPIRED_ACKNOWLEDGEMENT, UNFILLED_REASON } from "./acknowledgement.js";
import type { Finding } from "./finding.js";

/** Longest part of a message that the placeholder repeats: a reason has at most 1000 characters. */
const LONGEST_MESSAGE = 800;

/** The file of `--acknowledge` for a network that exists: every finding that nobody has accepted, its reason to be filled in. */
export interface AcknowledgementFile {
  readonly version: 1;
  readonly acknowledgements: readonly {
    readonly rule: string;
    readonly resource: string;
    readonly reason: string;
    readonly expires: string;
  }[];
}

/**
 * A baseline of findings, one entry a rule and resource. It is refused as long as a reason is not filled in.
 *
 * @param expires RFC 3339 instant
 */
export function baselineOf(findings: readonly Finding[], expires: string): AcknowledgementFile {
  const open = findings.filter(
    ({ acknowledged, rule }) => acknowledged === null && rule !== EXPIRED_ACKNOWLEDGEMENT,
  );
  const entries = new Map<string, AcknowledgementFile["acknowledgements"][number]>();
  for (const { rule, resource, message } of open) {
    const key = `${rule}\n${resource}`;
    if (entries.has(key)) continue;
    entries.set(key, {
      rule,
      resource,
      reason: `${UNFILLED_REASON}: why is it accepted that ${message.slice(0, LONGEST_MESSAGE)}`,
      expires,
    });
  }
  return { version: 1, acknowledgements: [...entries.values()] };
}
