const MILLISECONDS_PER_MINUTE = 60_000;
/** Milliseconds of a UTC day. */
export const MILLISECONDS_PER_DAY = 86_400_000;

const ZERO = 0x30;
const PLUS = 0x2b;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const UPPER_Z = 0x5a;

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

const DATE_LENGTH = 10;
/** A date and a time of day as RFC 3339 writes them; 0 stands for any digit. */
const SHAPE = Uint8Array.from("0000-00-00T00:00:00", (character) => character.charCodeAt(0));
/** Characters of an instant; fractions of a second have no end, so the longest that is read is a choice. */
const SHORTEST_INSTANT = 20;
const LONGEST_INSTANT = 40;
/** The digits of the text that was read last. It is scratch space: no answer depends on an earlier one. */
const digits = new Int32Array(SHAPE.length);

/**
 * Reads the digits of a text that is long enough, and whether its first characters have the shape.
 *
 * A loop, because every decision reads an instant or two, and code that runs once a decision has to be fetched again
 * each time: written out place by place, it made a decision a twentieth slower.
 */
function readDigits(text: string, length: number): boolean {
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    const wanted = SHAPE[at];
    if (wanted === ZERO) {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return false;
      digits[at] = digit;
    } else if (code !== wanted) {
      return false;
    }
  }
  return true;
}

/** The number that two of the digits write. */
function pairAt(place: number): number {
  return (digits[place] as number) * 10 + (digits[place + 1] as number);
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/**
 * Days from 1970-01-01 to a date "YYYY-MM-DD" in the proleptic Gregorian calendar, or NaN where the text is none:
 * 2026-02-30 is not a date here, while `Date.parse` reads it as 2 March.
 */
export function parseDate(text: string): number {
  return text.length === DATE_LENGTH && readDigits(text, DATE_LENGTH) ? dayOfDigits() : Number.NaN;
}

function dayOfDigits(): number {
  const year = pairAt(0) * 100 + pairAt(2);
  const month = pairAt(5);
  const day = pairAt(8);
  if (month < 1 || month > 12 || day < 1) return Number.NaN;
  const leap = isLeapYear(year);
  const length = month === 2 && leap ? 29 : (DAYS_IN_MONTH[month - 1] as number);
  if (day > length) return Number.NaN;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  const dayOfYear = (DAYS_BEFORE_MONTH[month - 1] as number) + day - 1 + (month > 2 && leap ? 1 : 0);
  // 719 162 days lie between 0001-01-01 and 1970-01-01.
  return past * 365 + leapDays + dayOfYear - 719_162;
}

/**
 * Milliseconds since 1970-01-01T00:00:00Z of an RFC 3339 instant, or NaN where the text is none.
 *
 * The zone is required, `T` and `Z` are upper case, and there is no leap second. Parts of a millisecond are cut off.
 */
export function parseInstant(text: string): number {
  // Apart from the longer ones, because more code takes longer to be fetched.
  if (text.length !== SHORTEST_INSTANT || text.charCodeAt(SHORTEST_INSTANT - 1) !== UPPER_Z) {
    return parseLongerInstant(text);
  }
  return readDigits(text, SHAPE.length) ? wallClockOfDigits() : Number.NaN;
}

/** The instant of a text with a fraction of a second, or with a UTC offset, or NaN. */
function parseLongerInstant(text: string): number {
  if (text.length < SHORTEST_INSTANT || text.length > LONGEST_INSTANT || !readDigits(text, SHAPE.length)) {
    return Number.NaN;
  }
  return wallClockOfDigits() + parseFractionAndOffset(text, SHAPE.length);
}

function wallClockOfDigits(): number {
  const hour = pairAt(11);
  const minute = pairAt(14);
  const second = pairAt(17);
  if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return dayOfDigits() * MILLISECONDS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000;
}

/** The milliseconds that the rest of the text adds: a fraction of a second less the UTC offset; else NaN. */
function parseFractionAndOffset(text: string, start: number): number {
  let at = start;
  let milliseconds = 0;
  if (text.charCodeAt(at) === DOT) {
    const first = at + 1;
    at = first;
    for (
      let digit = text.charCodeAt(at) - ZERO;
      digit >= 0 && digit <= 9;
      digit = text.charCodeAt(at) - ZERO
    ) {
      if (at - first < 3) milliseconds += digit * 10 ** (2 - (at - first));
      at += 1;
    }
    if (at === first) return Number.NaN;
  }
  return milliseconds - parseOffset(text, at) * MILLISECONDS_PER_MINUTE;
}

/** What {@link twoDigits} gives where there are others than digits. */
const NONE = -1;

/** The number that two decimal digits of a text write, or {@link NONE}. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NONE;
}

/** The UTC offset in minutes that the rest of the text writes: "Z" or "+hh:mm"; else NaN. */
function parseOffset(text: string, at: number): number {
  const sign = text.charCodeAt(at);
  if (sign === UPPER_Z) return text.length === at + 1 ? 0 : Number.NaN;
  if ((sign !== PLUS && sign !== DASH) || text.length !== at + 6 || text.charCodeAt(at + 3) !== COLON)
    return Number.NaN;
  const hours = twoDigits(text, at + 1);
  const minutes = twoDigits(text, at + 4);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return Number.NaN;
  return (sign === DASH ? -1 : 1) * (hours * 60 + minutes);
}

/** Texts of instants that were formatted lately: the decisions of one hour end at few different instants. */
const formatted = new Map<number, string>();
const REMEMBERED_TEXTS = 1024;

/** The instant as RFC 3339 in UTC, with milliseconds only where there are some. */
export function formatInstant(milliseconds: number): string {
  let text = formatted.get(milliseconds);
  if (text === undefined) {
    text = new Date(milliseconds).toISOString().replace(".000Z", "Z");
    if (formatted.size >= REMEMBERED_TEXTS) formatted.clear();
    formatted.set(milliseconds, text);
  }
  return text;
}

/** The last instant that a date of JavaScript can hold (ECMA-262, "Time Values and Time Range"). */
export const LAST_INSTANT = 8.64e15;

/** The years that RFC 3339 can write have four digits: the first instant of year 0, and the first after year 9999. */
const FIRST_WRITTEN = -62_167_219_200_000;
const AFTER_LAST_WRITTEN = 253_402_300_800_000;

/** The instant as {@link formatInstant} writes it, or null where RFC 3339 has no text for it; Infinity is none. */
export function writtenInstant(milliseconds: number): string | null {
  return milliseconds >= FIRST_WRITTEN && milliseconds < AFTER_LAST_WRITTEN
    ? formatInstant(milliseconds)
    : null;
}

/** Minutes since midnight of a wall clock "HH:MM" from 00:00 to 23:59, or NaN. */
export function parseWallClock(text: string): number {
  const hour = twoDigits(text, 0);
  const minute = twoDigits(text, 3);
  if (text.length !== 5 || text.charCodeAt(2) !== COLON) return Number.NaN;
  return hour < 0 || hour > 23 || minute < 0 || minute > 59 ? Number.NaN : hour * 60 + minute;
}
