import { accept, type Problem, quote, type Result, refuse, refuseAll } from "../errors.js";
import { suggest } from "../json/suggest.js";
import type { GuardrailErrorCode } from "./error-codes.js";
import type { Guardrail } from "./guardrail.js";

/** Which guardrails are wanted, by id. */
export interface WantedGuardrails {
  /** @default - all of them */
  readonly only?: readonly string[];
  /** @default - none is left out */
  readonly skip?: readonly string[];
}

/** The guardrails that run, and the ids of those that do not. */
export interface GuardrailSelection {
  readonly guardrails: readonly Guardrail[];
  readonly skipped: readonly string[];
}

/**
 * Chooses among guardrails. Capitals do not count, nor does a missing "CORDON-"; a guardrail that is both wanted and skipped is
 * skipped.
 *
 * Problems: CORDON_GUARDRAIL_NAME_UNKNOWN for each id that no guardrail has, with the nearest one;
 * CORDON_GUARDRAIL_NONE_LEFT where none would run: what nothing looks at is not clean.
 */
export function selectGuardrails(
  all: readonly Guardrail[],
  { only, skip = [] }: WantedGuardrails,
): Result<GuardrailSelection, GuardrailErrorCode> {
  const known = all.map(({ id }) => id);
  const given = [
    ...(only ?? []).map((id) => [id, "--rule"] as const),
    ...skip.map((id) => [id, "--skip-rule"] as const),
  ];
  const wrong = given.filter(([id]) => !known.includes(withPrefix(id)));
  if (wrong.length > 0) return refuseAll(wrong.map(([id, option]) => unknownRule(id, option, known)));
  const has = (ids: readonly string[], id: string): boolean => ids.some((one) => withPrefix(one) === id);
  const runs = ({ id }: Guardrail): boolean => (only === undefined || has(only, id)) && !has(skip, id);
  const left = all.filter(runs);
  if (left.length === 0)
    return refuse({
      code: "CORDON_GUARDRAIL_NONE_LEFT",
      summary: "no rule would run",
      got: skip.length === 0 ? "--rule without an id" : "--skip-rule of every rule",
      allowed: "at least one rule that runs",
      fix: "leave --skip-rule out for the rules that --rule names",
      where: "--skip-rule",
    });
  return accept({
    guardrails: left,
    skipped: all.flatMap((guardrail) => (runs(guardrail) ? [] : [guardrail.id])),
  });
}

/** The problem of an id that no rule has. */
export function unknownRule(
  id: string,
  where: string,
  known: readonly string[],
): Problem<GuardrailErrorCode> {
  return {
    code: "CORDON_GUARDRAIL_NAME_UNKNOWN" as const,
    summary: "no rule has this id",
    got: quote(id),
    allowed: "the id of one rule, as in docs/rules.md",
    fix:
      suggest(withPrefix(id), known) ?? "copy the id from the finding; for several rules repeat the option",
    where,
  };
}

/** The id in capitals, with the part in front that people leave out: "net-002" is "CORDON-NET-002". */
export function withPrefix(id: string): string {
  const capitals = id.toUpperCase();
  return /^[A-Z0-9]+-[0-9]{3}$/.test(capitals) ? `CORDON-${capitals}` : capitals;
}
