import { describe, expect, it } from "vitest";
import { dueStretch, withLateRecords } from "../../../../services/anomaly-detector/scheduled/marks.js";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-03-01T10:00:00Z");
const row = (until: number) => ({ key: "CORDON-DET-001", revision: 3, value: { until } });

describe("a stretch of time that is due", () => {
  it("begins where the last run ended", () => {
    expect(dueStretch(row(NOW - 300_000), 5, NOW)).toStrictEqual({
      since: NOW - 300_000,
      until: NOW,
      hoursLost: 0,
      revision: 3,
    });
  });

  it("is what the schedule would have left to it on a first run", () => {
    expect(dueStretch(undefined, 60, NOW)).toMatchObject({ since: NOW - HOUR, revision: 0 });
  });

  it("goes back for a day at most, and says what is lost", () => {
    expect(dueStretch(row(NOW - 30 * HOUR), 5, NOW)).toMatchObject({ since: NOW - 24 * HOUR, hoursLost: 6 });
  });

  it("is nothing twice in one hour of what runs by the hour, and something in the next", () => {
    expect(dueStretch(row(NOW), 60, NOW + HOUR - 1)).toBeUndefined();
    expect(dueStretch(row(NOW), 60, NOW + HOUR)).toMatchObject({ since: NOW });
  });

  it("is nothing where another run has looked already", () => {
    expect(dueStretch(row(NOW), 5, NOW)).toBeUndefined();
    expect(dueStretch(row(NOW + 1), 5, NOW)).toBeUndefined();
  });

  it("is read again from two hours before", () => {
    expect(withLateRecords({ since: NOW, until: NOW, hoursLost: 0, revision: 0 })).toBe(NOW - 2 * HOUR);
  });
});
