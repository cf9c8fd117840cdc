import type { Entitlement } from "../../../core/access/entitlement.js";
import { type PlanOptions, planAccess } from "../../../core/access/plan.js";
import type { AccessPlan } from "../../../core/access/plan-output.js";
import { checkEntitlements } from "../../../core/access/read-entitlements.js";

export const NOW = Date.parse("2026-12-01T10:00:00Z");
export const TARGET = "arn:aws:iam::111122223333:role/app/oncall";

/** An entitlement of kind role with parts of its own. */
export function entitlement(parts: Readonly<Record<string, unknown>> = {}): unknown {
  return {
    id: "orders-db-read",
    target: TARGET,
    statements: [
      { actions: ["s3:Get*", "s3:List*"], resources: ["arn:aws:s3:::orders", "arn:aws:s3:::orders/*"] },
      { actions: ["rds-db:connect"], resources: ["arn:aws:rds-db:eu-west-1:111122223333:dbuser:*/ro"] },
    ],
    maxMinutes: 240,
    eligible: ["group:oncall"],
    approval: { required: 0, approvers: [] },
    ...parts,
  };
}

/** A request with parts of its own. */
export function request(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    requester: { id: "u-17", groups: ["oncall"] },
    entitlement: "orders-db-read",
    minutes: 60,
    ...parts,
  };
}

/** The entitlements of a file, which must be in order. */
export function entitlements(...list: readonly unknown[]): readonly Entitlement[] {
  const read = checkEntitlements({ version: 1, entitlements: list }, "entitlements.json");
  if (!read.ok) throw new Error(JSON.stringify(read.problems, null, 2));
  return read.value.entitlements;
}

/** The problems of a file that is not in order. */
export function problemsOf(file: unknown): readonly { readonly code: string; readonly where?: string }[] {
  const read = checkEntitlements(file, "entitlements.json");
  return read.ok ? [] : read.problems;
}

export function plan(
  body: unknown,
  list: readonly unknown[] = [entitlement()],
  options: Partial<PlanOptions> = {},
): AccessPlan {
  return planAccess(body, entitlements(...list), { now: NOW, ...options });
}
