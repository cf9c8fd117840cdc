/** Every error code of guardrails and their acknowledgements, with what it means. `docs/errors.md` is generated from it. */
export const GUARDRAIL_ERROR_CODES = {
  CORDON_GUARDRAIL_BROKEN: "A rule of docs/rules.md is broken and nobody has acknowledged it.",
  CORDON_GUARDRAIL_UNKNOWN: "The code does not determine whether a rule of docs/rules.md holds.",
  CORDON_GUARDRAIL_MISPLACED:
    "Guardrails are added to a construct inside a stack, where they would see a part.",
  CORDON_GUARDRAIL_NAME_UNKNOWN: "A rule is chosen or skipped that does not exist.",
  CORDON_GUARDRAIL_NONE_LEFT:
    "The choice of rules leaves none that runs, and what nothing looks at is not clean.",
  CORDON_GUARDRAIL_THRESHOLD: "The size from which an interval of addresses is large is out of range.",
  CORDON_ACKNOWLEDGEMENT_INVALID: "An acknowledgement does not fit its schema.",
  CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN: "An acknowledgement names a rule that does not exist.",
} as const;

/** An error code of guardrails and their acknowledgements. */
export type GuardrailErrorCode = keyof typeof GUARDRAIL_ERROR_CODES;
