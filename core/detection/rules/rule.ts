import type { AccessLogRecord } from "../access-log.js";
import type { FindingSeverity } from "../severity.js";
import type { Sql } from "../sql/sql.js";
import type { Columns, Row, RowOf, Statement } from "../sql/statement.js";

/** A number by which a rule may be tuned. */
export interface RuleSetting {
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  /** A count decides at each whole number; a measure is a length of time, a distance or a speed. */
  readonly kind: "count" | "measure";
  /** What it counts, as a clause without a full stop: "denials in the window at most". */
  readonly meaning: string;
}

/** What a team says of its own ground, for every rule. */
export interface Surroundings {
  /** CIDR blocks by which the team's own networks leave, IPv4 and IPv6: an address in them is no place of a person. */
  readonly egress: readonly string[];
  /** Resources that hurt most, as patterns in which `*` stands for any run of characters: "admin/*". */
  readonly critical: readonly string[];
  /** Actions that change who may do what, as patterns. */
  readonly administration: readonly string[];
}

/** What a rule's statement is filled in with. Instants are milliseconds since 1970. */
export interface RuleValues<Name extends string = string> extends Surroundings {
  /** The table or view of the access log, with the columns `dt` and `hour`. */
  readonly log: Sql;
  /** Findings whose last event is older than this are left out: they were found before. */
  readonly from: number;
  /** First instant that is too late. */
  readonly until: number;
  readonly settings: Readonly<Record<Name, number>>;
}

/** The columns with which the answer of every rule begins. */
export const FINDING_COLUMNS = {
  /** Whom the finding is about: a user, an address, or a function that writes the log. */
  subject: "text",
  first_ts: "timestamp",
  last_ts: "timestamp",
  /** Records that the finding rests on. */
  events: "integer",
} as const satisfies Columns;

/** A record of a case: what is not said is as in an ordinary record. */
export type CaseRecord = Partial<AccessLogRecord> & { readonly ts: string };

/** A small log, and what a rule finds in it. */
export interface RuleCase {
  /** What the log shows, as a clause: "eleven denials within an hour". */
  readonly name: string;
  readonly records: readonly CaseRecord[];
  /** Instants between which findings end. @default - 2026-03-02T09:00:00Z and 10:00:00Z */
  readonly from?: string;
  readonly until?: string;
  readonly surroundings?: Partial<Surroundings>;
  /** The rows, sorted by subject; only the columns that are given are compared. Empty where the rule stays silent. */
  readonly finds: readonly Row[];
}

/** One thing to find in the access log, with everything that a reader of its finding needs. */
export interface DetectionRule<Name extends string = string, Of extends Columns = Columns>
  extends Statement<RuleValues<Name>, Of> {
  /** Stable, never reused: "CORDON-DET-001". */
  readonly id: string;
  readonly severity: FindingSeverity;
  /** What the subject of a finding is. */
  readonly subject: "user" | "address" | "source";
  /** Techniques of MITRE ATT&CK (Enterprise), "T1110". Empty for findings about the data. */
  readonly attack: readonly string[];
  /** What an analyst does with a finding, step by step. */
  readonly runbook: readonly string[];
  /** How often it runs in the cloud, in minutes: rules that read much history run less often. */
  readonly everyMinutes: 5 | 60 | 1440;
  readonly settings: Readonly<Record<Name, RuleSetting>>;
  /** How much of the log before `from` the statement reads, in minutes. */
  readonly historyMinutes: (settings: Readonly<Record<Name, number>>) => number;
  /** A finding in words, without the subject. */
  describe(row: RowOf<Of>): string;
  /** At least one case that finds something, and one that does not. */
  readonly cases: readonly RuleCase[];
}

/** The settings of a rule, each at its default. */
export function defaultSettings<Name extends string>(
  rule: Pick<DetectionRule<Name>, "settings">,
): Readonly<Record<Name, number>> {
  const entries = Object.entries<RuleSetting>(rule.settings).map(([name, setting]) => [
    name,
    setting.default,
  ]);
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** What is assumed of a team that says nothing. */
export const DEFAULT_SURROUNDINGS: Surroundings = {
  egress: [],
  critical: ["admin/*"],
  administration: ["admin:*", "iam:*", "*:*Policy", "*:*Role", "*:*Permission"],
};
