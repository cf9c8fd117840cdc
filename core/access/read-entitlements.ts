import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { accept, type Problem, quote, type Result } from "../errors.js";
import { readJson } from "../json/read-json.js";
import { schemaProblems } from "../json/schema-problems.js";
import { POLICY_FORMATS } from "../policy/language/formats.js";
import { entitlementProblems } from "./check-entitlement.js";
import type { EntitlementFile } from "./entitlement.js";
import { ENTITLEMENTS_SCHEMA } from "./entitlements-schema.js";
import type { AccessErrorCode, AccessProblem } from "./error-codes.js";

let compiled: ValidateFunction<EntitlementFile> | undefined;

/** Compiled at the first use: it takes tens of milliseconds, and `--help` needs none. */
function validator(): ValidateFunction<EntitlementFile> {
  if (compiled === undefined) {
    const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, verbose: true });
    for (const [name, check] of Object.entries(POLICY_FORMATS)) {
      ajv.addFormat(name, (text: string) => check(text) === undefined);
    }
    compiled = ajv.compile<EntitlementFile>(ENTITLEMENTS_SCHEMA);
  }
  return compiled;
}

/**
 * The entitlements of a file: every problem at once, each naming file, entitlement, got and allowed.
 *
 * Problems: every code of `ACCESS_ERROR_CODES`, and those of JSON.
 * @param source what messages call the file
 */
export function readEntitlements(
  text: string,
  source: string,
): Result<EntitlementFile, AccessProblem["code"]> {
  const json = readJson(text, source);
  return json.ok ? checkEntitlements(json.value, source) : json;
}

/** The same for a file that is parsed already. */
export function checkEntitlements(value: unknown, source: string): Result<EntitlementFile, AccessErrorCode> {
  if (hasHalfCharacter(value)) return { ok: false, problems: [halfCharacter(source)] };
  const validate = validator();
  const problems = validate(value)
    ? [...ownProblems(value, source), ...duplicates(value, source)]
    : schemaProblems(validate.errors ?? [], "CORDON_ENTITLEMENT_INVALID", `${source}#`);
  if (problems.length > 0) return { ok: false, problems: problems.map((problem) => named(problem, value)) };
  return accept(value as EntitlementFile);
}

function ownProblems(file: EntitlementFile, source: string): Problem<AccessErrorCode>[] {
  return file.entitlements.flatMap((entitlement, index) =>
    entitlementProblems(entitlement, `${source}#/entitlements/${index}`),
  );
}

function duplicates({ entitlements }: EntitlementFile, source: string): Problem<AccessErrorCode>[] {
  const first = new Map<string, number>();
  return entitlements.flatMap(({ id }, index) => {
    const other = first.get(id);
    if (other === undefined) {
      first.set(id, index);
      return [];
    }
    return [
      {
        code: "CORDON_ENTITLEMENT_DUPLICATE_ID" as const,
        summary: "another entitlement has this id",
        got: quote(id),
        allowed: `an id of its own; /entitlements/${other} has this one`,
        fix: "rename one of them",
        where: `${source}#/entitlements/${index}/id`,
      },
    ];
  });
}

/** The problem with the id of its entitlement beside the place: a number in a pointer is hard to find. */
function named(problem: Problem<AccessErrorCode>, file: unknown): Problem<AccessErrorCode> {
  const index = /#\/entitlements\/(\d+)/.exec(problem.where ?? "")?.[1];
  if (index === undefined) return problem;
  const { entitlements } = file as { readonly entitlements: readonly unknown[] };
  const entry = entitlements[Number(index)];
  const id =
    typeof entry === "object" && entry !== null ? (entry as { readonly id?: unknown }).id : undefined;
  return typeof id === "string"
    ? { ...problem, where: `${problem.where} (entitlement ${quote(id)})` }
    : problem;
}

/** Whether a text anywhere in the value has a lone surrogate, for which there is no canonical JSON. */
function hasHalfCharacter(value: unknown): boolean {
  if (typeof value === "string") return /\p{Cs}/u.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, member]) => hasHalfCharacter(key) || hasHalfCharacter(member));
}

function halfCharacter(source: string): Problem<AccessErrorCode> {
  return {
    code: "CORDON_ENTITLEMENT_INVALID",
    summary: "a text has half of a character",
    got: "a lone surrogate",
    allowed: "whole characters of Unicode",
    fix: "remove the escape \\ud800 to \\udfff that stands alone",
    where: source,
  };
}
