import { MILLISECONDS_PER_DAY } from "./instant.js";

/** UTC days whose offsets are kept per zone, about ten years; beyond it the memory starts anew. */
const REMEMBERED_DAYS = 4096;

/** The UTC offset over one UTC day: `before` up to `transition`, `after` from it on. */
interface DayOffsets {
  readonly before: number;
  /** First instant with the later offset; Infinity where the offset does not change on this day. */
  readonly transition: number;
  readonly after: number;
}

/** Formatters by zone: making one takes a tenth of a millisecond, and every policy with a window names a zone. */
const formatters = new Map<string, Intl.DateTimeFormat | undefined>();
/** More than the IANA database has names. */
const REMEMBERED_ZONES = 1024;

/** The formatter that writes the UTC offset of a zone, or undefined where there is no such IANA zone. */
function offsetFormatter(zone: string): Intl.DateTimeFormat | undefined {
  if (formatters.has(zone)) return formatters.get(zone);
  if (formatters.size >= REMEMBERED_ZONES) formatters.clear();
  const formatter = makeFormatter(zone);
  formatters.set(zone, formatter);
  return formatter;
}

function makeFormatter(zone: string): Intl.DateTimeFormat | undefined {
  // Newer runtimes take a bare offset such as "+01:00" for a zone; it is not an IANA name and has no daylight saving.
  if (!/^[A-Za-z]/.test(zone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  } catch {
    return undefined;
  }
}

/** Whether the runtime knows the IANA time zone. */
export function isTimeZone(zone: string): boolean {
  return offsetFormatter(zone) !== undefined;
}

/**
 * The UTC offsets of one IANA time zone, with what was looked up remembered by UTC day.
 *
 * Asking Intl costs microseconds; a remembered day costs nanoseconds. What is remembered follows from the time
 * zone database alone, so the answers do not depend on the order of the questions.
 */
export class ZoneOffsets {
  readonly #formatter: Intl.DateTimeFormat;
  readonly #days = new Map<number, DayOffsets>();

  /** @throws RangeError for a zone that {@link isTimeZone} refuses */
  constructor(zone: string) {
    const formatter = offsetFormatter(zone);
    if (formatter === undefined) throw new RangeError(`no IANA time zone: ${zone}`);
    this.#formatter = formatter;
  }

  /** The offset in milliseconds that a wall clock is ahead of UTC at the instant. */
  offsetAt(instant: number): number {
    const day = this.#day(Math.floor(instant / MILLISECONDS_PER_DAY));
    return instant < day.transition ? day.before : day.after;
  }

  /** The earliest instant after the given one at which the offset may be another; at most one day away. */
  constantUntil(instant: number): number {
    const day = Math.floor(instant / MILLISECONDS_PER_DAY);
    const { transition } = this.#day(day);
    return instant < transition
      ? Math.min(transition, (day + 1) * MILLISECONDS_PER_DAY)
      : (day + 1) * MILLISECONDS_PER_DAY;
  }

  #day(day: number): DayOffsets {
    const remembered = this.#days.get(day);
    if (remembered !== undefined) return remembered;
    const start = day * MILLISECONDS_PER_DAY;
    const before = this.#lookUp(start);
    const after = this.#lookUp(start + MILLISECONDS_PER_DAY - 1);
    const offsets = {
      before,
      after,
      transition: before === after ? Infinity : this.#transition(start, before),
    };
    if (this.#days.size >= REMEMBERED_DAYS) this.#days.clear();
    this.#days.set(day, offsets);
    return offsets;
  }

  /** The first millisecond of a UTC day whose offset is not the one at its start, by bisection. */
  #transition(start: number, before: number): number {
    let low = start;
    let high = start + MILLISECONDS_PER_DAY - 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#lookUp(middle) === before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lookUp(instant: number): number {
    const text = this.#formatter.format(instant);
    const offset = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text);
    if (offset === null)
      throw new RangeError(`the runtime writes an offset that Cordon cannot read: ${text}`);
    const [, sign, hours = "0", minutes = "0", seconds = "0"] = offset;
    const magnitude = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return (sign === "-" ? -magnitude : magnitude) * 1000;
  }
}
