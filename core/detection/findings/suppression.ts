import { parseInstant } from "../../time/instant.js";
import type { DetectionFinding } from "./finding.js";

/** Findings that a team does not want to be told of for a while. They are found and recorded all the same. */
export interface Suppression {
  /** Id of the rule, or CORDON-DET-000 for the model. @default - every rule */
  readonly rule?: string;
  /** The subject, in which `*` stands for any run of characters: "batch-*". */
  readonly subject: string;
  readonly reason: string;
  /** RFC 3339 instant from which on it no longer counts. */
  readonly expires: string;
}

/** Whether a suppression holds at an instant, milliseconds since 1970. */
export function isInForce({ expires }: Suppression, now: number): boolean {
  return now < parseInstant(expires);
}

/** The first suppression that covers a finding and holds; undefined where none does. */
export function suppressionOf(
  { rule, subject }: Pick<DetectionFinding, "rule" | "subject">,
  suppressions: readonly Suppression[],
  now: number,
): Suppression | undefined {
  return suppressions.find(
    (one) =>
      (one.rule === undefined || one.rule === rule) && isLike(subject, one.subject) && isInForce(one, now),
  );
}

/** Whether a text has a pattern, in which `*` is any run of characters; without going back over what it matched. */
function isLike(text: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
