import { accept, quote, type Result, refuseAll } from "../errors.js";
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
 * Chooses among guardrails. Capitals do not count; a guardrail that is both wanted and skipped is skipped.
 *
 * Problem: CORDON_GUARDRAIL_NAME_UNKNOWN for each id that no guardrail has, with the nearest one.
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
  const wrong = given.filter(([id]) => !known.includes(id.toUpperCase()));
  if (wrong.length > 0) return refuseAll(wrong.map(([id, option]) => unknownRule(id, option, known)));
  const has = (ids: readonly string[], id: string): boolean => ids.some((one) => one.toUpperCase() === id);
  const runs = ({ id }: Guardrail): boolean => (only === undefined || has(only, id)) && !has(skip, id);
  return accept({
    guardrails: all.filter(runs),
    skipped: all.flatMap((guardrail) => (runs(guardrail) ? [] : [guardrail.id])),
  });
}

function unknownRule(id: string, where: string, known: readonly string[]) {
  return {
    code: "CORDON_GUARDRAIL_NAME_UNKNOWN" as const,
    summary: "no rule has this id",
    got: quote(id),
    allowed: "a rule of docs/rules.md",
    fix: suggest(id, known) ?? "copy the id from the finding",
    where,
  };
}
