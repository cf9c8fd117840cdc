import { parseDate } from "../../time/instant.js";
import { WEEKDAYS, type Weekday } from "../language/policy.js";

const WEEK = WEEKDAYS.length;

/**
 * The local days on which a window opens: weekdays without holidays. A day is counted from 1970-01-01, a Thursday.
 *
 * Every answer takes a number of steps that hardly grows with the holidays, however many of them follow each other: a
 * decision asks, and nobody may wait for a calendar of a thousand years.
 */
export class OpeningDays {
  readonly #weekdays: readonly boolean[];
  /** Holidays on weekdays on which the window would open, in order; others change nothing. */
  readonly #holidays: readonly number[];
  /** The first opening day after each of them. */
  readonly #opensAfter = new Map<number, number>();

  constructor(days: readonly Weekday[], holidays: readonly string[]) {
    this.#weekdays = WEEKDAYS.map((day) => days.includes(day));
    this.#holidays = [...new Set(holidays.map(parseDate))]
      .filter((day) => this.#isWeekday(day))
      .sort((a, b) => a - b);
    // From the last one on, so that a run of them is walked through once.
    for (const day of this.#holidays.toReversed()) {
      const next = this.#weekdayFrom(day + 1);
      this.#opensAfter.set(day, this.#opensAfter.get(next) ?? next);
    }
  }

  /** Whether the window opens on the day. */
  has(day: number): boolean {
    return this.#isWeekday(day) && !this.#opensAfter.has(day);
  }

  /** The first day from the given one on which the window opens. */
  firstFrom(day: number): number {
    const next = this.#weekdayFrom(day);
    return this.#opensAfter.get(next) ?? next;
  }

  /** The first day from the given one on which it does not open; Infinity where there is none. */
  firstWithoutFrom(day: number): number {
    for (let ahead = day; ahead < day + WEEK; ahead += 1)
      if (!this.#isWeekday(ahead)) return this.#earlier(day, ahead);
    return this.#earlier(day, Infinity);
  }

  /** The first holiday from the given day on, or the other day where that is earlier. */
  #earlier(day: number, other: number): number {
    let low = 0;
    let high = this.#holidays.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#holidays[middle] as number) < day) low = middle + 1;
      else high = middle;
    }
    return Math.min(this.#holidays[low] ?? Infinity, other);
  }

  #isWeekday(day: number): boolean {
    return this.#weekdays[(((day + 3) % WEEK) + WEEK) % WEEK] as boolean;
  }

  /** The schema lets no list of days be empty, so there is one within a week. */
  #weekdayFrom(day: number): number {
    let next = day;
    while (!this.#isWeekday(next) && next < day + WEEK) next += 1;
    return next;
  }
}
