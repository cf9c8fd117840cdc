import { MILLISECONDS_PER_DAY, parseWallClock } from "../../time/instant.js";
import { ZoneOffsets } from "../../time/zone.js";
import { type TimeSpecification, WEEKDAYS } from "../language/policy.js";
import { OpeningDays } from "./opening-days.js";

const MILLISECONDS_PER_MINUTE = 60_000;
/** No zone is a whole day away from UTC, and an overnight window belongs to the day before: from there on one looks. */
const DAYS_BEFORE = 2;

/**
 * A recurring window of time, judged by the wall clock of its zone.
 *
 * Each day on which the window opens is a day of `days` that is not a holiday; a window that closes at or before its
 * opening closes on the next day and belongs to the day on which it opened. A wall clock that daylight saving
 * skips never occurs, one that it repeats is inside both times.
 */
export class TimeWindow {
  readonly #zone: ZoneOffsets;
  readonly #days: OpeningDays;
  /** Milliseconds of the local day. */
  readonly #from: number;
  readonly #to: number;
  /** The stretch around the last instant asked for, over which the answer is constant: most questions fall into it. */
  #constantFrom = 0;
  #constantUntil = 0;
  #constantAnswer = false;

  /** @param zone the offsets of the specification's zone, shared between windows */
  constructor(specification: TimeSpecification, zone: ZoneOffsets) {
    const { days = WEEKDAYS, holidays = [], from, to } = specification;
    this.#zone = zone;
    this.#days = new OpeningDays(days, holidays);
    this.#from = from === undefined ? 0 : parseWallClock(from) * MILLISECONDS_PER_MINUTE;
    this.#to = to === undefined ? MILLISECONDS_PER_DAY : parseWallClock(to) * MILLISECONDS_PER_MINUTE;
  }

  /** Whether the window is open at the instant. */
  contains(instant: number): boolean {
    if (!(instant >= this.#constantFrom && instant < this.#constantUntil)) this.#remember(instant);
    return this.#constantAnswer;
  }

  /**
   * The earliest instant after the given one at which the window opens or closes, Infinity where it never does.
   */
  nextChange(instant: number): number {
    if (!(instant >= this.#constantFrom && instant < this.#constantUntil)) this.#remember(instant);
    return this.#constantUntil;
  }

  #remember(instant: number): void {
    const answer = this.#isOpen(instant);
    let at = instant;
    do at = Math.max(this.#nextStep(at), this.#staysUntil(at, answer));
    while (at < Infinity && this.#isOpen(at) === answer);
    this.#constantFrom = instant;
    this.#constantUntil = at;
    this.#constantAnswer = answer;
  }

  /** An instant up to which the answer at the given one certainly stays, by the days alone; often the same instant. */
  #staysUntil(instant: number, answer: boolean): number {
    const day = Math.floor((instant + this.#zone.offsetAt(instant)) / MILLISECONDS_PER_DAY);
    // A window of less than a day closes before the next step but few.
    if (answer && !this.#isWholeDay) return instant;
    const change = answer ? this.#days.firstWithoutFrom(day) : this.#days.firstFrom(day - 1);
    return (change - DAYS_BEFORE) * MILLISECONDS_PER_DAY;
  }

  get #isWholeDay(): boolean {
    return this.#from === 0 && this.#to === MILLISECONDS_PER_DAY;
  }

  #isOpen(instant: number): boolean {
    const local = instant + this.#zone.offsetAt(instant);
    const day = Math.floor(local / MILLISECONDS_PER_DAY);
    const clock = local - day * MILLISECONDS_PER_DAY;
    if (this.#from < this.#to) return clock >= this.#from && clock < this.#to && this.#days.has(day);
    return (clock >= this.#from && this.#days.has(day)) || (clock < this.#to && this.#days.has(day - 1));
  }

  /** The next instant at which the answer may change: an edge of the window, a local midnight, a change of offset. */
  #nextStep(instant: number): number {
    const offset = this.#zone.offsetAt(instant);
    const local = instant + offset;
    const day = Math.floor(local / MILLISECONDS_PER_DAY);
    const clock = local - day * MILLISECONDS_PER_DAY;
    let next = MILLISECONDS_PER_DAY;
    if (this.#from > clock) next = this.#from;
    if (this.#to > clock && this.#to < next) next = this.#to;
    return Math.min(day * MILLISECONDS_PER_DAY + next - offset, this.#zone.constantUntil(instant));
  }
}

/** Makes one {@link TimeWindow} per different specification, and one table of offsets per zone. */
export class TimeWindows {
  readonly #zones = new Map<string, ZoneOffsets>();
  readonly #windows = new Map<string, TimeWindow>();

  /** The window of a specification that was checked. */
  of(specification: TimeSpecification): TimeWindow {
    const { zone, days, from, to, holidays } = specification;
    const key = JSON.stringify([zone, days, from, to, holidays]);
    let window = this.#windows.get(key);
    if (window === undefined) {
      let offsets = this.#zones.get(zone);
      if (offsets === undefined) {
        offsets = new ZoneOffsets(zone);
        this.#zones.set(zone, offsets);
      }
      window = new TimeWindow(specification, offsets);
      this.#windows.set(key, window);
    }
    return window;
  }
}
