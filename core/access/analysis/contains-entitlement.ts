import { valueOrThrow } from "../../errors.js";
import { type Condition, conditionsOf } from "../../iam/condition.js";
import { operatorText } from "../../iam/condition-operator.js";
import { Port } from "../../network/port.js";
import { compilePattern, coversPattern } from "../../policy/language/pattern.js";
import { canonicalJson } from "../canonical-json.js";
import type {
  Entitlement,
  EntitlementStatement,
  FlowEntitlement,
  PolicyEntitlement,
} from "../entitlement.js";
import { IAM_CONTAINMENT } from "../narrow.js";

/**
 * Whether everything that `narrow` grants is granted by `wide`; approvals, minutes and persons aside. Says yes only
 * where it is sure: statement by statement, conditions that are the same, denies that are the same.
 */
export function containsEntitlement(wide: Entitlement, narrow: Entitlement): boolean {
  if (wide.kind === "flow") return narrow.kind === "flow" && containsFlow(wide, narrow);
  if (wide.kind === "policy") return narrow.kind === "policy" && containsPolicy(wide, narrow);
  if (narrow.kind === "flow" || narrow.kind === "policy" || wide.target !== narrow.target) return false;
  const denies = narrow.statements.filter(isDeny).map(canonicalJson);
  return (
    wide.statements.filter(isDeny).every((deny) => denies.includes(canonicalJson(deny))) &&
    narrow.statements.filter((one) => !isDeny(one)).every((one) => containsStatement(wide.statements, one))
  );
}

/** Whether one allow statement lies inside the allows of a list. */
export function containsStatement(
  statements: readonly EntitlementStatement[],
  { actions = [], resources = [], conditions = {} }: EntitlementStatement,
): boolean {
  const own = new Set(conditionsOf(conditions).map(conditionText));
  const wider = statements.filter(
    (wide) =>
      !isDeny(wide) && conditionsOf(wide.conditions ?? {}).every((one) => own.has(conditionText(one))),
  );
  return actions.every((action) =>
    resources.every((resource) =>
      wider.some(
        (wide) =>
          (wide.actions ?? []).some((pattern) => IAM_CONTAINMENT.action(pattern, action)) &&
          (wide.resources ?? []).some((pattern) => IAM_CONTAINMENT.resource(pattern, resource)),
      ),
    ),
  );
}

/** Whether the statement denies. */
export function isDeny({ effect }: EntitlementStatement): boolean {
  return effect === "deny";
}

function conditionText({ operator, key, value }: Condition): string {
  const values = (typeof value === "object" ? [...value] : [value]).map(String).sort();
  return canonicalJson([operatorText(operator), key.toLowerCase(), values]);
}

function containsPolicy({ policy: wide }: PolicyEntitlement, { policy: narrow }: PolicyEntitlement): boolean {
  const covers = (patterns: readonly string[], others: readonly string[]): boolean =>
    others.every((other) =>
      patterns.some((pattern) => coversPattern(compilePattern(pattern), compilePattern(other))),
    );
  return (
    covers(wide.actions, narrow.actions) &&
    covers(wide.resources, narrow.resources) &&
    (wide.when === undefined || canonicalJson(wide.when) === canonicalJson(narrow.when ?? null))
  );
}

function containsFlow({ flow: wide }: FlowEntitlement, { flow: narrow }: FlowEntitlement): boolean {
  const [outer, inner] = [wide, narrow].map(({ port }) => valueOrThrow(Port.parse(port))) as [Port, Port];
  return (
    wide.from === narrow.from &&
    wide.to === narrow.to &&
    outer.protocol === inner.protocol &&
    outer.from <= inner.from &&
    outer.to >= inner.to
  );
}
