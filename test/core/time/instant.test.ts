import { describe, expect, it } from "vitest";
import { formatInstant, parseDate, parseInstant, parseWallClock } from "../../../core/time/instant.js";
import { isTimeZone, ZoneOffsets } from "../../../core/time/zone.js";

const HOUR = 3_600_000;

describe("instants", () => {
  it("are written with a zone, and read as milliseconds", () => {
    expect(parseInstant("2026-03-29T02:30:00+02:00")).toBe(Date.UTC(2026, 2, 29, 0, 30));
    expect(formatInstant(Date.UTC(2026, 2, 29, 0, 30))).toMatch(/^2026-03-29T00:30:00(?:\.000)?Z$/);
  });

  it.each(["2026-03-29", "2026-03-29T02:30:00", "2026-02-30T00:00:00Z", "2026-03-29T24:00:00Z", "", " "])(
    "refuse %j",
    (text) => {
      expect(parseInstant(text)).toBeNaN();
    },
  );
});

describe("dates and wall clocks", () => {
  it("are read where the calendar has them", () => {
    expect(parseDate("2024-02-29")).not.toBeNaN();
    expect(parseDate("2026-02-29")).toBeNaN();
    expect(parseWallClock("23:59")).not.toBeNaN();
    expect(parseWallClock("24:00")).toBeNaN();
  });
});

describe("zones", () => {
  it("are those of the IANA database", () => {
    expect(["Europe/Berlin", "UTC", "+01:00", "Nowhere/Town"].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(() => new ZoneOffsets("Nowhere/Town")).toThrow(RangeError);
  });

  it("are an hour further ahead from the last Sunday of March on, at one in the morning UTC", () => {
    const change = Date.UTC(2026, 2, 29, 1);
    const berlin = new ZoneOffsets("Europe/Berlin");
    expect([berlin.offsetAt(change - 1), berlin.offsetAt(change)]).toEqual([HOUR, 2 * HOUR]);
  });
});
