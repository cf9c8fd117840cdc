import type { Equivalents, Severity } from "../guardrails/guardrail.js";
import { GUARDRAILS } from "../guardrails/guardrails.js";
import { RULES_BESIDE_GUARDRAILS } from "./sarif.js";

/** What there is to say about a rule. */
export interface RulePage {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly fix: string;
  /** Ids of the same check elsewhere. @default - nobody else has such a thing */
  readonly equivalents?: Equivalents;
}

/** Every rule that a finding may name, by id. */
export const RULE_PAGES: readonly RulePage[] = [...GUARDRAILS, ...RULES_BESIDE_GUARDRAILS];

/** "checkov CKV_AWS_24; CIS 5.2", or nothing where nobody else has the check. */
export function equivalentsText({ checkov, trivy, cdkNag, cis, nist }: Equivalents): string {
  const named = [
    ["checkov", checkov],
    ["trivy", trivy],
    ["cdk-nag", cdkNag],
    ["CIS", cis],
    ["NIST", nist],
  ] as const;
  return named.flatMap(([tool, ids]) => (ids.length === 0 ? [] : [`${tool} ${ids.join(", ")}`])).join("; ");
}
