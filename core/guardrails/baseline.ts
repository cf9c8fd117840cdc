import { EXPIRED_ACKNOWLEDGEMENT, UNFILLED_REASON } from "./acknowledgement.js";
import type { Finding } from "./finding.js";

/** Longest part of the messages that the placeholder repeats: a reason has at most 1000 characters. */
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
  const found = new Map<string, { readonly rule: string; readonly resource: string; messages: string[] }>();
  for (const { rule, resource, message } of open) {
    const known = found.get(`${rule}\n${resource}`);
    // The entry accepts all that the rule says of the resource, so its reason is asked for all of it.
    if (known === undefined) found.set(`${rule}\n${resource}`, { rule, resource, messages: [message] });
    else if (!known.messages.includes(message)) known.messages.push(message);
  }
  return {
    version: 1,
    acknowledgements: [...found.values()].map(({ rule, resource, messages }) => ({
      rule,
      resource,
      reason: `${UNFILLED_REASON}: why is it accepted that ${messages.join(", and that ").slice(0, LONGEST_MESSAGE)}`,
      expires,
    })),
  };
}
