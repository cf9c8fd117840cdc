import { MILLISECONDS_PER_DAY, parseDate, parseWallClock } from "../../time/instant.js";
import { ZoneOffsets } from "../../time/zone.js";
import { type TimeSpecification, WEEKDAYS } from "../language/policy.js";

const MILLISECONDS_PER_MINUTE = 60_000;
/** A window that has neither opened nor closed for so long, with no holiday in it, repeats every week. */
const REPETITION_DAYS = 16;
/** From then on a holiday is without effect, and its absence was seen for long enough. */
const AFTER_HOLIDAY_DAYS = 2 + REPETITION_DAYS;

/**
 * A recurring window of time, judged by the wall clock of its zone.
 *
 * Each day on which the window opens is a day of `days` that is no holiday; a window that closes at or before its
 * opening closes on the next day and belongs to the day on which it opened. A wall clock that daylight saving
 * skips never occurs, one that it repeats is inside both times.
 */
export class TimeWindow {
  readonly #zone: ZoneOffsets;
  readonly #opensOn: readonly boolean[];
  readonly #holidays: ReadonlySet<number>;
  /** The same, in order. */
  readonly #calendar: readonly number[];
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
    this.#opensOn = WEEKDAYS.map((day) => days.includes(day));
    this.#holidays = new Set(holidays.map(parseDate));
    this.#from = from === undefined ? 0 : parseWallClock(from) * MILLISECONDS_PER_MINUTE;
    this.#to = to === undefined ? MILLISECONDS_PER_DAY : parseWallClock(to) * MILLISECONDS_PER_MINUTE;
    this.#calendar = [...this.#holidays].sort((a, b) => a - b);
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
    let horizon = instant + REPETITION_DAYS * MILLISECONDS_PER_DAY;
    do {
      at = this.#nextStep(at);
      if (at < horizon) continue;
      // So far it repeats every week, and does so until the next holiday.
      const holiday = this.#calendar.find((day) => (day + AFTER_HOLIDAY_DAYS) * MILLISECONDS_PER_DAY > at);
      at = holiday === undefined ? Infinity : Math.max(at, (holiday - 2) * MILLISECONDS_PER_DAY);
      horizon = ((holiday ?? 0) + AFTER_HOLIDAY_DAYS) * MILLISECONDS_PER_DAY;
    } while (at < Infinity && this.#isOpen(at) === answer);
    this.#constantFrom = instant;
    this.#constantUntil = at;
    this.#constantAnswer = answer;
  }

  #isOpen(instant: number): boolean {
    const local = instant + this.#zone.offsetAt(instant);
    const day = Math.floor(local / MILLISECONDS_PER_DAY);
    const clock = local - day * MILLISECONDS_PER_DAY;
    if (this.#from < this.#to) return clock >= this.#from && clock < this.#to && this.#opens(day);
    return (clock >= this.#from && this.#opens(day)) || (clock < this.#to && this.#opens(day - 1));
  }

  /** Whether the window opens on a local day, counted from 1970-01-01, which was a Thursday. */
  #opens(day: number): boolean {
    const weekday = (((day + 3) % 7) + 7) % 7;
    return (this.#opensOn[weekday] as boolean) && !this.#holidays.has(day);
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
