import type { Construct } from "constructs";
import { statementValidator } from "../../core/check/statement-validator.js";
import { valueOrThrow } from "../../core/errors.js";
import { parseAcknowledgements } from "../../core/guardrails/acknowledgement.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { checkOptions } from "../../core/options/check-options.js";
import type { SettingErrorCode } from "../../core/options/error-codes.js";
import { options } from "../../core/options/shape.js";
import { type Checked, IN_A_STACK } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import { statementsOf } from "./statements.js";

/** Why a finding is accepted, and until when. */
export interface AcknowledgementProps {
  /** Id of the rule, for example "CORDON-NET-002" (docs/rules.md). */
  readonly rule: string;
  /** Why the risk is accepted, in words. */
  readonly reason: string;
  /** RFC 3339 instant with a zone; from then on the finding counts again, and so does the expired acknowledgement. */
  readonly expires: string;
}

/** What each of them must be, the schema of acknowledgements says. */
const ACKNOWLEDGE: Checked<SettingErrorCode> = {
  subject: "an acknowledgement",
  code: "CORDON_SETTING_REFUSED",
  kind: options<AcknowledgementProps>({
    rule: CHECKED_ELSEWHERE,
    reason: CHECKED_ELSEWHERE,
    expires: CHECKED_ELSEWHERE,
  }),
};

/**
 * Accepts the findings of one rule at a construct and everything below it, for a while.
 *
 * @throws CordonError CORDON_ACKNOWLEDGEMENT_INVALID without a reason or an instant, CORDON_ACKNOWLEDGEMENT_RULE_UNKNOWN,
 * CORDON_SETTING_REFUSED for what is neither a construct nor options
 */
export function acknowledge(construct: Construct, props: AcknowledgementProps): void {
  checkOptions(construct, {
    ...ACKNOWLEDGE,
    kind: IN_A_STACK,
    argument: "construct",
    where: () => "acknowledge",
  });
  checkOptions(props, { ...ACKNOWLEDGE, where: () => construct.node.path });
  const entry = { ...props, resource: construct.node.path };
  const file = { version: 1, acknowledgements: [entry] };
  valueOrThrow(parseAcknowledgements(statementValidator(), file, construct.node.path, GUARDRAILS));
  statementsOf(construct).acknowledgements.push(entry);
}
