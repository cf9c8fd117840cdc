import { accept, type Problem, quote, type Result, refuseAll } from "../errors.js";
import { type Acknowledgement, checkRules } from "../guardrails/acknowledgement.js";
import type { Guardrail } from "../guardrails/guardrail.js";
import type { HclComment } from "../terraform/configuration/hcl-lines.js";
import type { InputFile } from "../terraform/input-file.js";
import type { Resource } from "../terraform/resource.js";
import { parseInstant } from "../time/instant.js";
import type { CheckErrorCode } from "./error-codes.js";

const SPELLING = /^cordon:acknowledge\s+(?:CORDON-)?([A-Z][A-Z0-9]*-\d{3})\s+until\s+(\S+?):\s+(\S.*)$/su;

const DAY = /^\d{4}-\d{2}-\d{2}$/u;

const LONGEST_REASON = 1000;

/**
 * The acknowledgements that comments of HCL write in or above the block of a resource, for all its instances:
 * `# cordon:acknowledge NET-004 until 2026-12-31: reason`. A day counts to its end, in UTC; an RFC 3339 instant is taken as
 * it stands.
 *
 * Problems, each with file and line: CORDON_ACKNOWLEDGEMENT_INVALID, CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN.
 */
export function commentAcknowledgements(
  files: readonly InputFile[],
  resources: Iterable<Resource>,
  guardrails: readonly Guardrail[],
): Result<readonly Acknowledgement[], CheckErrorCode> {
  const spoken = files.flatMap((file) => (file.comments ?? []).map((comment) => ({ file, comment })));
  if (spoken.length === 0) return accept([]);
  const instances = new Map<string, string[]>();
  for (const { id, where } of resources) instances.set(where, [...(instances.get(where) ?? []), id]);
  const acknowledgements = new Map<string, Acknowledgement>();
  const problems: Problem<CheckErrorCode>[] = [];
  for (const { file, comment } of spoken) {
    const where = `${file.path}:${comment.line}`;
    const written = writtenIn(comment);
    const [first, ...alsoCovers] = instances.get(`${file.path}#${comment.block ?? ""}`) ?? [];
    if (written === undefined) problems.push(malformed(comment.text, where));
    else if (comment.block?.startsWith("/resource/") !== true) problems.push(misplaced(comment.text, where));
    // Of a resource without instances there is nothing to accept.
    else if (first !== undefined)
      acknowledgements.set(where, { ...written, resource: first, alsoCovers, where });
  }
  const known = checkRules([...acknowledgements.values()], guardrails);
  if (problems.length > 0) return refuseAll(problems);
  return known;
}

function writtenIn({ text }: HclComment): Pick<Acknowledgement, "rule" | "reason" | "expires"> | undefined {
  const [, rule = "", until = "", reason = ""] = SPELLING.exec(text) ?? [];
  const start = DAY.test(until) ? `${until}T00:00:00Z` : until;
  const instant = rule === "" ? Number.NaN : parseInstant(start);
  if (Number.isNaN(instant) || reason.length > LONGEST_REASON) return undefined;
  const expires = DAY.test(until) ? new Date(instant + 86_400_000).toISOString() : until;
  return { rule: `CORDON-${rule}`, reason: reason.trim(), expires };
}

const FORM = "cordon:acknowledge <rule> until <day or instant>: <reason>";

function malformed(text: string, where: string): Problem<CheckErrorCode> {
  return {
    code: "CORDON_ACKNOWLEDGEMENT_INVALID",
    summary: "the comment is not an acknowledgement",
    got: quote(text),
    allowed: FORM,
    fix: "write # cordon:acknowledge NET-002 until 2026-12-31: the shop is public",
    where,
  };
}

function misplaced(text: string, where: string): Problem<CheckErrorCode> {
  return {
    code: "CORDON_ACKNOWLEDGEMENT_INVALID",
    summary: "the comment stands at no resource",
    got: quote(text),
    allowed: "a comment inside the block of a resource, or above it",
    fix: "move it to the resource of the finding",
    where,
  };
}
