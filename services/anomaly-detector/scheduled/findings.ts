import type {
  DetectionFinding,
  DetectionState,
  FindingAcknowledgement,
  ToldFinding,
} from "../../../core/detection/findings/finding.js";
import { withStatus } from "../../../core/detection/findings/notice-status.js";
import { FINDING_SEVERITIES } from "../../../core/detection/severity.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import { keyOf } from "./keys.js";
import type { DetectorPorts, DetectorState } from "./ports.js";

/** Who is still to be told. */
export type Channel = "hub" | "notice" | "registry";

/** A finding as its row holds it: with whom it is still to be brought to, and how often that was tried. */
export interface KeptFinding {
  readonly finding: DetectionFinding;
  readonly foundAt: number;
  readonly pending: readonly Channel[];
  readonly attempts: number;
  /** Milliseconds since 1970 before which nothing is tried again. */
  readonly nextAt: number;
}

/** A row of a finding. */
export interface FindingRow extends KeptFinding {
  readonly revision: number;
}

/** As risk-level-change of a security event is read: medium, and high. */
const RISKS: Partial<Record<DetectionFinding["severity"], number>> = { critical: 0.9, high: 0.5 };

/** Days for which findings and what was said of them are remembered. */
const REMEMBERED_DAYS = 40;

/** The findings by id, and everything that was said of them. */
export async function readFindings(state: DetectorState): Promise<{
  readonly rows: ReadonlyMap<string, FindingRow>;
  readonly known: DetectionState;
}> {
  const [findings, acknowledgements] = await Promise.all([
    state.rows("finding"),
    state.rows("acknowledgement"),
  ]);
  const rows = findings.map(({ revision, value }) => ({ ...(value as unknown as KeptFinding), revision }));
  return {
    rows: new Map(rows.map((row) => [row.finding.id, row])),
    known: {
      version: 1,
      findings: rows.map(({ finding }) => finding),
      acknowledgements: acknowledgements
        .map(({ value }) => value as unknown as FindingAcknowledgement)
        .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
    },
  };
}

/**
 * Writes down what was found, once a rule, subject and day, together with who is to be told: whatever breaks after
 * that, the next run tells them.
 *
 * @returns the findings that nobody had found before
 */
export async function recordFindings(
  ports: Pick<DetectorPorts, "state" | "hub" | "registry" | "now">,
  found: readonly DetectionFinding[],
): Promise<readonly DetectionFinding[]> {
  const { rows, known } = await readFindings(ports.state);
  const now = ports.now();
  const first: DetectionFinding[] = [];
  for (const told of withStatus(found, known, now)) {
    const { status, acknowledged, suppressed: _, ...finding } = told;
    const row = rows.get(finding.id);
    if (row !== undefined && !hasMore(finding, row.finding)) continue;
    const kept = row === undefined ? finding : joined(row.finding, finding);
    const isNews = row === undefined || isWorse(finding, row.finding);
    const pending = new Set<Channel>(row?.pending);
    if (ports.hub !== undefined) pending.add("hub");
    // Muted, repeated and acknowledged findings stay in the state and the register: they tell nobody, and count.
    if (isNews && status === "new") pending.add("notice");
    // Nobody needs to be told again for it to count with the next request.
    if (ports.registry !== undefined && isNews && acknowledged?.as !== "benign" && riskOf(kept) !== undefined)
      pending.add("registry");
    const value: KeptFinding = {
      finding: kept,
      foundAt: row?.foundAt ?? now,
      pending: [...pending].sort(),
      attempts: isNews ? 0 : (row?.attempts ?? 0),
      nextAt: isNews ? 0 : (row?.nextAt ?? 0),
    };
    const isWritten = await writeFinding(ports, value, row?.revision ?? 0);
    if (isWritten && row === undefined) first.push(kept);
  }
  return first;
}

/** Writes the row of a finding; false where another run was first. */
export function writeFinding(
  { state, now }: Pick<DetectorPorts, "state" | "now">,
  value: KeptFinding,
  revision: number,
): Promise<boolean> {
  const purgeAt = now() + REMEMBERED_DAYS * MILLISECONDS_PER_DAY;
  return state.write("finding", keyOf(value.finding.id), { ...value }, { revision, purgeAt });
}

/** What a finding on a user says of its risk; undefined where it is not a user's, or weighs too little. */
export function riskOf({ subjectKind, severity }: DetectionFinding): number | undefined {
  return subjectKind === "user" ? RISKS[severity] : undefined;
}

/** What is to be said of a finding that is kept. */
export function toldOf(finding: DetectionFinding, known: DetectionState, now: number): ToldFinding {
  const [told] = withStatus([finding], known, now);
  return told as ToldFinding;
}

/** The same finding of two runs: all that either of them saw. */
function joined(before: DetectionFinding, now: DetectionFinding): DetectionFinding {
  const windows = new Map([...before.windows, ...now.windows].map((window) => [window.start, window]));
  return {
    ...(isWorse(before, now) ? before : now),
    first: before.first < now.first ? before.first : now.first,
    last: before.last > now.last ? before.last : now.last,
    events: Math.max(before.events, now.events),
    windows: [...windows.values()].sort((a, b) => (a.start < b.start ? -1 : 1)),
  };
}

function hasMore(now: DetectionFinding, before: DetectionFinding): boolean {
  return (
    isWorse(now, before) || now.last > before.last || now.first < before.first || now.events > before.events
  );
}

function isWorse(a: DetectionFinding, b: DetectionFinding): boolean {
  return FINDING_SEVERITIES.indexOf(a.severity) < FINDING_SEVERITIES.indexOf(b.severity);
}
