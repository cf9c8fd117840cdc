import { MILLISECONDS_PER_DAY, parseDate, parseWallClock } from "./instant.js";
import { type TimeSpecification, WEEKDAYS } from "./policy.js";
import { ZoneOffsets } from "./zone.js";

const MILLISECONDS_PER_MINUTE = 60_000;
/** A window that has neither opened nor closed for so long after its last holiday never will: it repeats every week. */
const REPETITION_DAYS = 16;

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
  /** Milliseconds of the local day. */
  readonly #from: number;
  readonly #to: number;
  /** Milliseconds since 1970 at which the last holiday is certainly over. */
  readonly #afterHolidays: number;
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
    this.#afterHolidays = (Math.max(...this.#holidays) + 2) * MILLISECONDS_PER_DAY;
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
    const horizon = Math.max(instant, this.#afterHolidays) + REPETITION_DAYS * MILLISECONDS_PER_DAY;
    let at = instant;
    do at = this.#nextStep(at);
    while (at < horizon && this.#isOpen(at) === answer);
    this.#constantFrom = instant;
    this.#constantUntil = at < horizon ? at : Infinity;
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
