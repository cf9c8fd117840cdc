/**
 * Work that a decision may do beyond judging each of its policies once, in conditions that are evaluated.
 *
 * Nothing interrupts a decision: the deadline of whoever asks counts only if the work itself is bounded, by a number
 * that does not depend on the clock, so that the same request gets the same answer on every machine. This is some ten
 * milliseconds.
 */
export const MOST_WORK = 100_000;

/** What is left of a budget of work. */
export class WorkBudget {
  #left: number;

  constructor(work: number = MOST_WORK) {
    this.#left = work;
  }

  get isUsedUp(): boolean {
    return this.#left <= 0;
  }

  spend(work: number): void {
    this.#left -= work;
  }
}
