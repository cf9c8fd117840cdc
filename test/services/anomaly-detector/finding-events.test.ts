import { afterAll, describe, expect, it } from "vitest";
import { openLog } from "../../../adapters/duckdb/open-log.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import type { DetectionFinding } from "../../../core/detection/findings/finding.js";
import {
  EVENT_PARTS,
  type EventsAround,
  eventsAround,
} from "../../../services/anomaly-detector/finding-events.js";
import { LogFolder } from "../../adapters/duckdb/log-folder.js";

const folder = new LogFolder();
afterAll(() => folder.remove());

const UNTIL = Date.parse("2026-03-01T18:00:00Z");
const at = (time: string) => `2026-03-01T${time}:00.000Z`;
const FINDING: DetectionFinding = {
  ...{ id: "CORDON-DET-001/u-3/2026-03-01", rule: "CORDON-DET-001", title: "burst", severity: "high" },
  ...{ subject: "u-3", subjectKind: "user", day: "2026-03-01", first: at("10:00"), last: at("10:30") },
  ...{ events: 2, change: "burst", evidence: [], windows: [], attack: [], runbook: [] },
};

let files = 0;
async function around(
  records: readonly Partial<AccessLogRecord>[],
  findings: readonly DetectionFinding[] = [FINDING],
) {
  files += 1;
  const log = await openLog(folder.records(`${files}.jsonl`, records));
  try {
    return await eventsAround(log.engine, findings, UNTIL);
  } finally {
    log.close();
  }
}

/** Counts of events and denials, before, during and after. */
const counts = (parts: EventsAround | null | undefined) =>
  EVENT_PARTS.map((part) => [parts?.[part].events, parts?.[part].denials]);

describe("the events around a finding", () => {
  it("are those of its subject within an hour of it, edges included, each once", async () => {
    const times = ["08:59", "09:00", "09:59", "10:00", "10:30", "10:31", "11:30", "11:31"];
    const own = times.map((time) => ({
      event_id: time,
      ts: at(time),
      user_id: "u-3",
      decision: "DENY" as const,
    }));
    const [parts] = await around([
      ...own,
      ...own,
      { event_id: "other", ts: at("10:10"), user_id: "u-4" },
      { event_id: "nobody", ts: at("10:10"), user_id: null },
    ]);
    expect(EVENT_PARTS.map((part) => parts?.[part].shown.map(({ ts }) => ts?.slice(11, 16)))).toEqual([
      ["09:00", "09:59"],
      ["10:00", "10:30"],
      ["10:31", "11:30"],
    ]);
    expect(counts(parts)).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  it("are found by address and by source too, and each finding has its own", async () => {
    const found = await around(
      [
        { event_id: "a", ts: at("10:05"), user_id: null, source_ip: "192.0.2.7", function: "one" },
        { event_id: "b", ts: at("10:06"), user_id: "u-3", source_ip: "192.0.2.8", function: null },
      ],
      [
        FINDING,
        { ...FINDING, subjectKind: "address", subject: "192.0.2.7" },
        { ...FINDING, subjectKind: "source", subject: "unnamed" },
        { ...FINDING, subject: "192.0.2.7" },
      ],
    );
    expect(found.map((parts) => parts?.during.shown.map(({ user_id }) => user_id))).toEqual([
      ["u-3"],
      [null],
      ["u-3"],
      [],
    ]);
  });

  it("are counted in full where only the nearest are kept, and none is of the future", async () => {
    const many = Array.from({ length: 100 }, (_, index) => ({
      event_id: `m-${index}`,
      ts: new Date(Date.parse(at("09:10")) + index * 30_000).toISOString(),
      user_id: "u-3",
      decision: index % 2 === 0 ? ("DENY" as const) : ("ALLOW" as const),
    }));
    const [parts] = await around(many, [{ ...FINDING, first: at("09:30"), last: at("10:00") }]);
    expect(counts(parts)).toEqual([
      [40, 20],
      [60, 30],
      [0, 0],
    ]);
    expect(parts?.before.shown.map(({ ts }) => ts?.slice(11, 19)).at(-1)).toBe("09:29:30");
    expect([parts?.before.shown.length, parts?.during.shown.length]).toEqual([15, 30]);
    const late = { ...FINDING, first: at("17:30"), last: at("17:59") };
    const [end] = await around([{ ts: at("18:00"), user_id: "u-3" }], [late]);
    expect(counts(end)).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it("are found for more findings than one query asks for, and for none", async () => {
    const findings = Array.from({ length: 450 }, (_, index) => ({ ...FINDING, subject: `u-${index}` }));
    const found = await around(
      [
        { ts: at("10:10"), user_id: "u-449" },
        { ts: at("10:10"), user_id: "u-0" },
      ],
      findings,
    );
    expect(found.flatMap((parts, index) => (parts?.during.events === 0 ? [] : [index]))).toEqual([0, 449]);
    expect(await around([{ ts: at("10:10") }], [])).toEqual([]);
  });

  it("take a subject for a text, whatever SQL or markup it holds", async () => {
    for (const name of [`'); DROP VIEW access_log; --`, `<b>"'</b>`, "ü\u202e\n"]) {
      const [parts] = await around([{ ts: at("10:10"), user_id: name }], [{ ...FINDING, subject: name }]);
      expect(parts?.during.events, name).toBe(1);
    }
  });
});
