import { IntervalSet } from "../../network/interval-set.js";
import { parseWallClock } from "../../time/instant.js";
import { type TimeSpecification, WEEKDAYS } from "../language/policy.js";

const MINUTES_PER_DAY = 1440;
const MINUTES_PER_WEEK = 7 * MINUTES_PER_DAY;

/** Whether the narrow window is open only while the wide one is; only windows of one zone are compared. */
export function impliesTime(narrow: TimeSpecification, wide: TimeSpecification): boolean {
  if (narrow.zone !== wide.zone || !openMinutes(wide).covers(openMinutes(narrow))) return false;
  const holidays = wide.holidays ?? [];
  if (holidays.length === 0) return true;
  // A night into a holiday belongs to the day before, so holidays compare only between equal hours.
  const sameHours = narrow.from === wide.from && narrow.to === wide.to;
  return sameHours && holidays.every((date) => narrow.holidays?.includes(date));
}

/** The minutes of a week, from Monday midnight by the wall clock, at which the window is open but for holidays. */
function openMinutes({ days = WEEKDAYS, from, to }: TimeSpecification): IntervalSet<number> {
  const start = from === undefined ? 0 : parseWallClock(from);
  const end = to === undefined ? MINUTES_PER_DAY : parseWallClock(to);
  const length = end > start ? end - start : end - start + MINUTES_PER_DAY;
  return IntervalSet.from(
    days.flatMap((day) => {
      const opening = WEEKDAYS.indexOf(day) * MINUTES_PER_DAY + start;
      const closing = opening + length;
      return closing <= MINUTES_PER_WEEK
        ? [[opening, closing] as const]
        : [[opening, MINUTES_PER_WEEK] as const, [0, closing - MINUTES_PER_WEEK] as const];
    }),
  );
}
