import type { Ajv2020 } from "ajv/dist/2020.js";
import { accept, type Problem, quote, type Result, refuseAll } from "../../errors.js";
import { schemaProblems } from "../../json/schema-problems.js";
import { suggest } from "../../json/suggest.js";
import type { DetectionErrorCode } from "../error-codes.js";
import type { Suppression } from "./suppression.js";

/** The file of `--suppressions`, as JSON schema. */
export const SUPPRESSION_FILE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Suppressions of cordon detect run",
  type: "object",
  additionalProperties: false,
  required: ["version", "suppressions"],
  properties: {
    $schema: { type: "string" },
    version: { const: 1, description: "1" },
    suppressions: {
      type: "array",
      description: "a list of suppressions",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["subject", "reason", "expires"],
        properties: {
          rule: { type: "string", description: "a rule id such as CORDON-DET-001" },
          subject: {
            type: "string",
            minLength: 1,
            maxLength: 1000,
            description: "a user, address or source, in which * stands for any characters",
          },
          reason: { type: "string", pattern: "\\S", maxLength: 1000, description: "why, in words" },
          expires: {
            type: "string",
            format: "date-time",
            description: "an RFC 3339 instant with a zone, such as 2027-01-01T00:00:00Z",
          },
        },
      },
    },
  },
} as const;

/**
 * The suppressions of a parsed file.
 *
 * Problems: CORDON_DETECTION_SUPPRESSION_INVALID, each with file and JSON pointer. One that mutes everything is refused.
 * @param ajv with the format date-time
 * @param document the file's path, for messages
 * @param rules ids that a suppression may name
 */
export function parseSuppressions(
  ajv: Ajv2020,
  json: unknown,
  document: string,
  rules: readonly string[],
): Result<readonly Suppression[], DetectionErrorCode> {
  const validate = ajv.compile<{ suppressions: Suppression[] }>(SUPPRESSION_FILE_SCHEMA);
  if (!validate(json)) {
    return refuseAll(
      schemaProblems(validate.errors ?? [], "CORDON_DETECTION_SUPPRESSION_INVALID", `${document}#`),
    );
  }
  const problems = json.suppressions.flatMap((one, index) =>
    problemsOf(one, `${document}#/suppressions/${index}`, rules),
  );
  return problems.length > 0 ? refuseAll(problems) : accept(json.suppressions);
}

function problemsOf(
  { rule, subject }: Suppression,
  where: string,
  rules: readonly string[],
): Problem<DetectionErrorCode>[] {
  const problems: Problem<DetectionErrorCode>[] = [];
  if (rule !== undefined && !rules.includes(rule)) {
    problems.push({
      code: "CORDON_DETECTION_SUPPRESSION_INVALID",
      summary: "no rule has this id",
      got: quote(rule),
      allowed: rules.join(", "),
      fix: suggest(rule, rules) ?? "copy the id from the finding",
      where: `${where}/rule`,
    });
  }
  if (rule === undefined && /^\*+$/u.test(subject)) {
    problems.push({
      code: "CORDON_DETECTION_SUPPRESSION_INVALID",
      summary: "this would mute every finding",
      got: quote(subject),
      allowed: "a rule, or a subject that is more than a star",
      fix: "name the rule, or the subject",
      where: `${where}/subject`,
    });
  }
  return problems;
}
