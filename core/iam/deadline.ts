import { formatInstant, parseInstant } from "../time/instant.js";
import { type Condition, CURRENT_TIME, EPOCH_TIME, plainCondition, valuesOf } from "./condition.js";
import type { OperatorName } from "./condition-operator.js";

/** When a grant holds: whole seconds as milliseconds since 1970, the deadline exclusive. */
export interface GrantWindow {
  readonly activation: number;
  readonly deadline: number;
}

/** How a comparison with the time bounds it; AWS judges whole seconds (facts: second granularity). */
interface Bound {
  readonly side: "from" | "to";
  /** Milliseconds between the written instant and the bound, first inside or first outside. */
  readonly shift: number;
}

const SECOND = 1000;
/** The first instant that `aws:CurrentTime` could have. */
const NO_START = 0;
const BOUNDS = new Map<OperatorName, Bound>([
  ["DateGreaterThanEquals", { side: "from", shift: 0 }],
  ["DateGreaterThan", { side: "from", shift: SECOND }],
  ["DateLessThan", { side: "to", shift: 0 }],
  ["DateLessThanEquals", { side: "to", shift: SECOND }],
]);

/** Whether the condition bounds the time of the request. */
export function isTimeBound({ operator, key }: Condition): boolean {
  return (key === CURRENT_TIME || key === EPOCH_TIME) && BOUNDS.has(operator.name);
}

/**
 * The conditions inside a window: `DateGreaterThanEquals` and `DateLessThan` on `aws:CurrentTime`, one string each.
 *
 * Where the statement has such a condition of its own, the narrower one stands. A list of dates is the widest of them,
 * since one of them is enough, and becomes that single date: no list stays that a later hand could lengthen.
 */
export function withWindow(conditions: readonly Condition[], window: GrantWindow): Condition[] {
  const own = singleBounds(conditions.filter(isTimeBound));
  const at = (name: OperatorName): number | undefined => own.get(`${name} ${CURRENT_TIME}`)?.instant;
  const from = Math.max(window.activation, at("DateGreaterThanEquals") ?? window.activation);
  const to = Math.min(window.deadline, at("DateLessThan") ?? window.deadline);
  const replaced = new Set([`DateGreaterThanEquals ${CURRENT_TIME}`, `DateLessThan ${CURRENT_TIME}`]);
  return [
    ...conditions.filter((condition) => !isTimeBound(condition)),
    ...[...own].filter(([name]) => !replaced.has(name)).map(([, { condition }]) => condition),
    plainCondition("DateGreaterThanEquals", CURRENT_TIME, formatInstant(from)),
    plainCondition("DateLessThan", CURRENT_TIME, formatInstant(to)),
  ];
}

/** The same without a beginning, for what holds from its deployment on; a beginning of its own stays. */
export function withDeadline(conditions: readonly Condition[], deadline: number): Condition[] {
  const start = formatInstant(NO_START);
  return withWindow(conditions, { activation: NO_START, deadline }).filter(
    ({ operator, value }) => operator.name !== "DateGreaterThanEquals" || value !== start,
  );
}

/** Whether some whole second of the window satisfies every time bound of the conditions. */
export function holdsWithin(conditions: readonly Condition[], window: GrantWindow): boolean {
  let { activation: from, deadline: to } = window;
  for (const { condition, instant } of singleBounds(conditions.filter(isTimeBound)).values()) {
    const { side, shift } = BOUNDS.get(condition.operator.name) as Bound;
    if (side === "from") from = Math.max(from, instant + shift);
    else to = Math.min(to, instant + shift);
  }
  return from < to;
}

/** One bound for each operator and key, which all conditions with them share. */
function singleBounds(
  conditions: readonly Condition[],
): Map<string, { readonly condition: Condition; readonly instant: number }> {
  const bounds = new Map<string, { condition: Condition; instant: number }>();
  for (const condition of conditions) {
    const { name } = condition.operator;
    const isFrom = BOUNDS.get(name)?.side === "from";
    const instants = valuesOf(condition).map((value) => parseInstant(String(value)));
    // One value of a list is enough, and all conditions must hold.
    const widest = instants.reduce(
      (one, other) => (isFrom ? Math.min(one, other) : Math.max(one, other)),
      isFrom ? Infinity : -Infinity,
    );
    const key = `${name} ${condition.key}`;
    const known = bounds.get(key)?.instant ?? widest;
    const instant = isFrom ? Math.max(known, widest) : Math.min(known, widest);
    bounds.set(key, { condition: plainCondition(name, condition.key, formatInstant(instant)), instant });
  }
  return bounds;
}
