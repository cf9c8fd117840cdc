import type { AccessLogRecord } from "../../../../core/detection/access-log.js";
import { authorize } from "../../../../lambdas/policy-engine/authorize.js";
import { runIn, type Situation } from "../../../services/policy-engine/support/situation.js";

export interface Observed {
  readonly allowed: boolean;
  readonly reason: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
  readonly record: AccessLogRecord;
  /** Defects that were reported. */
  readonly reported: readonly unknown[];
}

/** Asks the authorizer, and insists on exactly one valid record that says what the answer says. */
export async function ask(event: unknown, situation: Situation = {}): Promise<Observed> {
  const { answer, record, reported } = await runIn(situation, (settings, ports, signal) =>
    authorize(event, settings, ports, signal),
  );
  const allowed =
    "isAuthorized" in answer ? answer.isAuthorized : answer.policyDocument.Statement[0].Effect === "Allow";
  const reason = String(answer.context["reason"]);
  if (record.reason !== reason || (record.decision === "ALLOW") !== allowed) {
    throw new Error(`The record says ${record.decision} ${record.reason}, the answer ${allowed} ${reason}.`);
  }
  return { allowed, reason, context: answer.context, answer, record, reported };
}
