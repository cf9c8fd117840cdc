import type { Ajv2020 } from "ajv/dist/2020.js";
import { accept, type Problem, quote, type Result, refuseAll } from "../errors.js";
import { schemaProblems } from "../json/schema-problems.js";
import { suggest } from "../json/suggest.js";
import { isJsonObject } from "../json/values.js";
import { parseInstant } from "../time/instant.js";
import type { GuardrailErrorCode } from "./error-codes.js";
import { type Finding, worstFirst } from "./finding.js";
import type { Guardrail } from "./guardrail.js";

/** A finding that somebody has accepted for a while, in code or in a file. */
export interface Acknowledgement {
  /** Id of the guardrail. */
  readonly rule: string;
  /** Address, rule id, or construct path; a construct path and a group's address also cover what lies below. */
  readonly resource: string;
  readonly reason: string;
  /** RFC 3339 instant from which on it no longer counts. */
  readonly expires: string;
  /** Where it is written, for messages. */
  readonly where: string;
  /** Other instances of the resource, which it covers too. @default - none */
  readonly alsoCovers?: readonly string[];
}

/** The id of the finding that an expired acknowledgement is. */
export const EXPIRED_ACKNOWLEDGEMENT = "CORDON-ACK-001";

/** How the reason of an acknowledgement begins that `--write-acknowledgements` wrote and nobody has filled in. */
export const UNFILLED_REASON = "FILL IN";

/** One acknowledgement, as JSON schema. */
export const ACKNOWLEDGEMENT_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["rule", "resource", "reason", "expires"],
  properties: {
    rule: { type: "string", description: "a rule id such as CORDON-NET-002" },
    resource: { type: "string", minLength: 1, description: "a Terraform address or a construct path" },
    reason: {
      type: "string",
      // A baseline that was written out says nothing yet.
      pattern: `^(?!\\s*${UNFILLED_REASON})[^]*\\S`,
      maxLength: 1000,
      description: `why it is accepted, in words (not ${UNFILLED_REASON} as it was written out)`,
    },
    expires: {
      type: "string",
      format: "date-time",
      description: "an RFC 3339 instant with a zone, such as 2027-01-01T00:00:00Z",
    },
  },
} as const;

/** The file of `--acknowledge`, as JSON schema. */
export const ACKNOWLEDGEMENT_FILE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Acknowledgements of cordon check",
  type: "object",
  additionalProperties: false,
  required: ["version", "acknowledgements"],
  properties: {
    $schema: { type: "string" },
    version: { const: 1, description: "1" },
    acknowledgements: {
      type: "array",
      items: ACKNOWLEDGEMENT_SCHEMA,
      description: "a list of acknowledgements",
    },
  },
} as const;

/**
 * The acknowledgements of a parsed file.
 *
 * Problems: CORDON_ACKNOWLEDGEMENT_INVALID, CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN, each with file and JSON pointer.
 * @param document the file's path, for messages
 */
export function parseAcknowledgements(
  ajv: Ajv2020,
  json: unknown,
  document: string,
  guardrails: readonly Guardrail[],
): Result<readonly Acknowledgement[], GuardrailErrorCode> {
  const validate = ajv.compile<{ acknowledgements: Omit<Acknowledgement, "where">[] }>(
    ACKNOWLEDGEMENT_FILE_SCHEMA,
  );
  if (!validate(json)) {
    // A reason that is not filled in fails a pattern, which says nothing to its author.
    const faults = (validate.errors ?? []).filter(({ data }) => !isUnfilled(data));
    const problems = schemaProblems(faults, "CORDON_ACKNOWLEDGEMENT_INVALID", `${document}#`);
    return refuseAll([...unfilledReasons(json, document), ...(faults.length === 0 ? [] : problems)]);
  }
  const acknowledgements = json.acknowledgements.map((entry, index) => ({
    ...entry,
    where: `${document}#/acknowledgements/${index}`,
  }));
  return checkRules(acknowledgements, guardrails);
}

function isUnfilled(reason: unknown): boolean {
  return typeof reason === "string" && reason.trimStart().startsWith(UNFILLED_REASON);
}

/** One problem for all reasons that are still to be filled in: a baseline may have thousands of them. */
function unfilledReasons(json: unknown, document: string): Problem<GuardrailErrorCode>[] {
  const entries =
    isJsonObject(json) && Array.isArray(json["acknowledgements"]) ? json["acknowledgements"] : [];
  const reasons: unknown[] = entries.map((entry) => (isJsonObject(entry) ? entry["reason"] : undefined));
  const first = reasons.findIndex(isUnfilled);
  if (first < 0) return [];
  const number = reasons.filter(isUnfilled).length;
  return [
    {
      code: "CORDON_ACKNOWLEDGEMENT_INVALID",
      summary:
        number === 1
          ? "the reason is not filled in"
          : `${number} reasons are not filled in; this is the first`,
      got: quote(reasons[first]),
      allowed: "why it is accepted, in words",
      fix: "write each reason, or delete the entry and mend what it names",
      where: `${document}#/acknowledgements/${first}/reason`,
    },
  ];
}

/** Refuses acknowledgements of rules that do not exist. Problem: CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN. */
export function checkRules(
  acknowledgements: readonly Acknowledgement[],
  guardrails: readonly Guardrail[],
): Result<readonly Acknowledgement[], GuardrailErrorCode> {
  const known = guardrails.map(({ id }) => id);
  const wrong = acknowledgements.filter(({ rule }) => !known.includes(rule));
  if (wrong.length === 0) return accept(acknowledgements);
  return refuseAll(
    wrong.map(({ rule, where }) => ({
      code: "CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN" as const,
      summary: "no rule has this id",
      got: quote(rule),
      allowed: "a rule of docs/rules.md",
      fix: suggest(rule, known) ?? "copy the id from the finding",
      where: `${where}/rule`,
    })),
  );
}

/** Findings after acknowledgement, worst first, and the acknowledgements that no finding needed. */
export interface Acknowledged {
  readonly findings: readonly Finding[];
  readonly unused: readonly Acknowledgement[];
}

/**
 * Marks the findings that are acknowledged at an instant.
 *
 * An expired acknowledgement covers nothing and is a finding of its own, so that the exception is renewed or mended.
 * @param now milliseconds since 1970
 * @param groupOf the security group of a rule, whose acknowledgements cover its separate rules too @default - none is known
 */
export function acknowledge(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  now: number,
  groupOf: (rule: string) => string | undefined = () => undefined,
): Acknowledged {
  const covers = ({ resource, alsoCovers = [] }: Acknowledgement, finding: Finding): boolean =>
    [resource, ...alsoCovers].some((one) => coversItself(one, finding) || groupOf(finding.resource) === one);
  const valid = acknowledgements.filter(({ expires }) => parseInstant(expires) > now);
  const used = new Set<Acknowledgement>();
  const marked = findings.map((finding) => {
    const match = valid.find((entry) => entry.rule === finding.rule && covers(entry, finding));
    if (match === undefined) return finding;
    used.add(match);
    return { ...finding, acknowledged: { reason: match.reason, expires: match.expires } };
  });
  const expired = acknowledgements
    .filter((entry) => !valid.includes(entry))
    .map(
      (entry): Finding => ({
        rule: EXPIRED_ACKNOWLEDGEMENT,
        severity: "medium",
        resource: entry.resource,
        constructPath: findings.find((finding) => covers(entry, finding))?.constructPath ?? null,
        message: `the acknowledgement of ${entry.rule} expired at ${entry.expires} (${entry.where}): ${entry.reason}`,
        fix: "Mend what it covered, or renew it with a new reason and expiry.",
        acknowledged: null,
      }),
    );
  return { findings: worstFirst([...marked, ...expired]), unused: valid.filter((entry) => !used.has(entry)) };
}

function coversItself(resource: string, finding: Finding): boolean {
  const { constructPath } = finding;
  return (
    finding.resource === resource ||
    // An inline rule lies below its group: aws_security_group.db.ingress[0].
    finding.resource.startsWith(`${resource}.`) ||
    constructPath === resource ||
    constructPath?.startsWith(`${resource}/`) === true
  );
}
