import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TimeWindow } from "../../../core/policy/engine/time-window.js";
import type { TimeSpecification } from "../../../core/policy/language/policy.js";
import { parseInstant } from "../../../core/time/instant.js";
import { ZoneOffsets } from "../../../core/time/zone.js";
import { runs } from "../../harness/property-runs.js";
import { instant, timeSpecification } from "./arbitrary.js";
import { inWindow } from "./plain-engine.js";
import { expectRefuted } from "./refutation.js";

const zones = new Map<string, ZoneOffsets>();
function zone(name: string): ZoneOffsets {
  const known = zones.get(name) ?? new ZoneOffsets(name);
  zones.set(name, known);
  return known;
}

const windowOf = (specification: TimeSpecification): TimeWindow =>
  new TimeWindow(specification, zone(specification.zone));
const contains = (specification: TimeSpecification, at: number): boolean =>
  windowOf(specification).contains(at);

const agreesWithCalendar = (answer: typeof contains) =>
  fc.property(
    timeSpecification,
    instant,
    (specification, at) => answer(specification, at) === inWindow(specification, at),
  );

describe("a time window", () => {
  it("is open when the calendar of Intl says so", () => {
    fc.assert(agreesWithCalendar(contains), runs(1500));
  });

  it.each<[string, typeof contains]>([
    ["judges by UTC", (specification, at) => contains({ ...specification, zone: "UTC" }, at)],
    [
      "judges by the offset of winter",
      (specification, at) => {
        const winter = zone(specification.zone).offsetAt(Date.parse("2026-01-15T00:00:00Z"));
        return contains({ ...specification, zone: "UTC" }, at + winter);
      },
    ],
    [
      "lets a night belong to the day on which it ends",
      (specification, at) => {
        const { from, to } = specification;
        if (from === undefined || to === undefined || from < to) return contains(specification, at);
        const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
        const local = new Date(at + zone(specification.zone).offsetAt(at));
        const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
        const { from: _, to: __, ...days } = specification;
        return (minute >= clock(from) || minute < clock(to)) && contains(days, at);
      },
    ],
    [
      "closes a minute late",
      (specification, at) => contains(specification, at) || contains(specification, at - 60_000),
    ],
    ["forgets holidays", ({ holidays: _, ...rest }, at) => contains(rest, at)],
  ])("and a variant that %s is found out", (_, variant) => {
    expectRefuted(agreesWithCalendar(variant));
  });

  it("changes next at the first minute at which it changes", () => {
    fc.assert(
      fc.property(timeSpecification, instant, (specification, at) => {
        const window = windowOf(specification);
        const open = window.contains(at);
        const next = window.nextChange(at);
        // Windows open and close at full half hours of their zone, and zones change at full quarters of an hour.
        const step = 15 * 60_000;
        let first = Math.floor(at / step) * step + step;
        while (first < at + 9 * 86_400_000 && inWindow(specification, first) === open) first += step;
        if (first < at + 9 * 86_400_000) expect(next).toBe(first);
        else expect(next).toBeGreaterThan(at + 8 * 86_400_000);
      }),
      runs(60),
    );
  });

  it("answers the same whatever it was asked before", () => {
    fc.assert(
      fc.property(
        timeSpecification,
        fc.array(instant, { minLength: 2, maxLength: 30 }),
        (specification, instants) => {
          const used = windowOf(specification);
          for (const at of instants) {
            expect([used.contains(at), used.nextChange(at)]).toEqual([
              contains(specification, at),
              windowOf(specification).nextChange(at),
            ]);
          }
        },
      ),
      runs(200),
    );
  });
});

describe("a long run of holidays", () => {
  const DAY = 86_400_000;
  const dates = (first: string, count: number, every: number): string[] =>
    Array.from({ length: count }, (_, index) =>
      new Date(Date.parse(first) + index * every * DAY).toISOString().slice(0, 10),
    );

  /** Answers a window after the other, and counts what it asks of the zone. */
  class CountingZone extends ZoneOffsets {
    asked = 0;
    override offsetAt(at: number): number {
      this.asked += 1;
      return super.offsetAt(at);
    }
    override constantUntil(at: number): number {
      this.asked += 1;
      return super.constantUntil(at);
    }
  }

  it.each<[string, TimeSpecification, string]>([
    ["each day", { zone: "Europe/Berlin", holidays: dates("2026-01-01", 50_000, 1) }, "2162-11-23T23:00:00Z"],
    [
      "each Monday of a window on Mondays",
      {
        zone: "Europe/Berlin",
        days: ["mon"],
        from: "09:00",
        to: "17:00",
        holidays: dates("2026-01-05", 50_000, 7),
      },
      "2984-04-12T07:00:00Z",
    ],
    [
      "each Monday of a window on Sundays, which none of them closes",
      {
        zone: "America/New_York",
        days: ["sun"],
        from: "22:00",
        to: "02:00",
        holidays: dates("2026-01-05", 50_000, 7),
      },
      "2026-01-12T03:00:00Z",
    ],
  ])("of %s costs a decision no more than a short one", (_, specification, change) => {
    const counting = new CountingZone(specification.zone);
    const window = new TimeWindow(specification, counting);
    const at = parseInstant("2026-01-05T10:00:00Z");
    expect(window.contains(at)).toBe(false);
    expect(window.nextChange(at)).toBe(parseInstant(change));
    expect(counting.asked).toBeLessThan(100);
  });

  it("ends where the calendar of Intl says so", () => {
    const step = 15 * 60_000;
    fc.assert(
      fc.property(
        timeSpecification,
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 0, max: 10 }),
        (one, length, later) => {
          const at = parseInstant("2026-03-20T10:00:00Z");
          const first = new Date(at + (later - 5) * DAY).toISOString().slice(0, 10);
          const specification = { ...one, holidays: dates(first, length, 1) };
          const window = windowOf(specification);
          const open = inWindow(specification, at);
          expect(window.contains(at)).toBe(open);
          let change = at + step;
          while (change < at + 40 * DAY && inWindow(specification, change) === open) change += step;
          if (change < at + 40 * DAY) expect(window.nextChange(at)).toBe(change);
          else expect(window.nextChange(at)).toBeGreaterThan(at + 39 * DAY);
        },
      ),
      runs(30),
    );
  });
});

describe("an instant", () => {
  it("is read as Date reads it", () => {
    const text = fc
      .tuple(
        fc.date({
          min: new Date("0001-01-02T00:00:00Z"),
          max: new Date("9998-12-31T00:00:00Z"),
          noInvalidDate: true,
        }),
        fc.constantFrom(/Z/, /\.\d+Z/),
        fc.constantFrom("Z", "+02:00", "-11:30", "+14:00"),
      )
      .map(([date, end, offset]) => date.toISOString().replace(end, offset));
    fc.assert(fc.property(text, (written) => parseInstant(written) === Date.parse(written)));
  });

  it.each([
    "2026-06-10T12:00:00",
    "2026-06-10T12:00Z",
    "2026-06-10 12:00:00Z",
    "2026-06-10t12:00:00z",
    "2026-06-10T24:00:00Z",
    "2026-06-10T12:00:60Z",
    "2026-02-30T12:00:00Z",
    "2025-02-29T12:00:00Z",
    "2026-06-10T12:00:00.Z",
    "2026-06-10T12:00:00+24:00",
    "2026-06-10T12:00:00+0200",
    " 2026-06-10T12:00:00Z",
    "2026-06-10T12:00:00Z ",
    "20260610T120000Z",
    "2026-6-10T12:00:00Z",
    "2026-06-10T12:0:00Z",
    "2026-06-10T12:00:00X",
    "2026-06-10T12:00:00z",
    "2026-06-10T12:00:0:Z",
    "2026-06-10T12:00:0/Z",
    "2026-06-10",
    "2026-06-1",
    "",
  ])("%s is none", (text) => {
    expect(parseInstant(text)).toBeNaN();
  });
});
