/**
 * The value of a condition in Kleene's strong three-valued logic, ordered so that conjunction is the minimum.
 *
 * Source: S. C. Kleene, Introduction to Metamathematics (1952), section 64.
 */
export type Truth = 0 | 1 | 2;

export const FALSE: Truth = 0;
/** The fact that decides is missing, null or of the wrong type. */
export const UNKNOWN: Truth = 1;
export const TRUE: Truth = 2;

/** A truth value in words, as decisions and explanations write it. */
export type Outcome = "false" | "unknown" | "true";

const OUTCOMES: readonly [Outcome, Outcome, Outcome] = ["false", "unknown", "true"];

/** The word for a truth value. */
export function outcomeOf(truth: Truth): Outcome {
  return OUTCOMES[truth];
}

/** Conjunction: false if either is false, true if both are true. */
export function and(left: Truth, right: Truth): Truth {
  return left < right ? left : right;
}

/** Disjunction: true if either is true, false if both are false. */
export function or(left: Truth, right: Truth): Truth {
  return left > right ? left : right;
}

/** Negation: unknown stays unknown. */
export function not(value: Truth): Truth {
  return (2 - value) as Truth;
}

/** The truth value of a statement that is known to be true or false. */
export function known(statement: boolean): Truth {
  return statement ? TRUE : FALSE;
}
