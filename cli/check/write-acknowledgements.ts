import { writeFileSync } from "node:fs";
import { CordonError, quote } from "../../core/errors.js";
import { baselineOf } from "../../core/guardrails/baseline.js";
import type { Finding } from "../../core/guardrails/finding.js";
import { count } from "../output/text.js";
import type { Output } from "../streams.js";

const DAY = 86_400_000;
/** Days that an existing network has to mend what a baseline accepts. */
const DAYS_OF_GRACE = 90;

/**
 * Writes a baseline of findings to a new file, and says on `err` what is left to do.
 *
 * @param now milliseconds since 1970
 * @throws CordonError CORDON_OPTION_REFUSED where the file exists or cannot be written
 */
export async function writeAcknowledgements(
  path: string,
  findings: readonly Finding[],
  now: number,
  err: Output,
): Promise<void> {
  const expires = new Date(Math.floor(now / DAY + DAYS_OF_GRACE) * DAY).toISOString().replace(".000Z", "Z");
  const file = baselineOf(findings, expires);
  try {
    writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { flag: "wx" });
  } catch (error) {
    throw notWritten(path, error);
  }
  await err.write(
    `note: ${path} holds ${count(file.acknowledgements.length, "acknowledgement")} until ${expires}; fill in each reason, then pass it with --acknowledge\n`,
  );
}

function notWritten(path: string, error: unknown): CordonError {
  const exists = error instanceof Error && "code" in error && error.code === "EEXIST";
  return new CordonError([
    {
      code: "CORDON_OPTION_REFUSED",
      summary: exists ? "the file exists, and its reasons would be lost" : "the file cannot be written",
      got: quote(path),
      allowed: "the path of a new file in a folder that exists",
      fix: exists ? "name another file, or delete this one" : "check the path and its permissions",
      where: "--write-acknowledgements",
    },
  ]);
}
