import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import type { ToldFinding } from "../../../core/detection/findings/finding.js";
import type { DetectionRule, Surroundings } from "../../../core/detection/rules/rule.js";
import type { Sql } from "../../../core/detection/sql/sql.js";
import type { JsonObject } from "../../../core/json/values.js";
import type { KeptAnswers } from "../kept-answers.js";
import type { QueryEngine } from "../query-engine.js";

/** What the rows of the state are about. */
export type StateKind = "acknowledgement" | "canary" | "cells" | "finding" | "learned" | "mark";

/** A row of the state. */
export interface StateRow {
  readonly key: string;
  /** Counts the writes of the row, from 1. */
  readonly revision: number;
  readonly value: JsonObject;
}

/** What the detector remembers, and agrees on with another run that should not be. */
export interface DetectorState {
  /** The rows of a kind, by key. @throws OutsideError */
  rows(kind: StateKind): Promise<readonly StateRow[]>;
  /**
   * Writes the row if its revision is still the one that was read; 0 if it was not there.
   *
   * @param purgeAt milliseconds since 1970 after which the row may go
   * @returns false where somebody else was first. @throws OutsideError
   */
  write(
    kind: StateKind,
    key: string,
    value: JsonObject,
    when: { readonly revision: number; readonly purgeAt?: number },
  ): Promise<boolean>;
}

/** Who is told of a finding. @throws OutsideError */
export interface FindingNotices {
  tell(finding: ToldFinding): Promise<void>;
}

/** A register of findings outside: AWS Security Hub. */
export interface FindingHub {
  /** Takes at most 100 findings. @returns those that it refused, by id, and why. @throws OutsideError */
  take(findings: readonly ToldFinding[], now: number): Promise<ReadonlyMap<string, string>>;
}

/** What the policy engine and the access broker are to know of a user. */
export interface SubjectWarning {
  /** The user as the access log names it. */
  readonly user: string;
  /** 0 to 1. */
  readonly risk: number;
  /** Milliseconds since 1970 at which the risk was found. */
  readonly at: number;
  readonly reasons: readonly string[];
  /** A critical finding is open: nothing is granted without an approval. */
  readonly isCritical: boolean;
}

/** The registry that the policy engine reads with every request. */
export interface WarnedSubjects {
  /** Writes a warning down, unless a later risk, or a greater one of the day before, stands there. @throws OutsideError */
  warn(warning: SubjectWarning): Promise<void>;
  /** No critical finding on the user is open any more. @throws OutsideError */
  settle(user: string): Promise<void>;
}

/** What a run measures. Counts, but for those that say seconds or hours. */
export interface DetectorGauges {
  readonly runs: number;
  readonly queriesFailed: number;
  readonly recordsSeen: number;
  readonly canaryMissed: number;
  readonly noticesPending: number;
  readonly summaryAgeHours: number;
  readonly hoursLost: number;
  readonly findings: number;
  /** From the first event of each new finding to its being found. */
  readonly detectionSeconds: readonly number[];
  /** The same of canary attacks. */
  readonly canarySeconds: readonly number[];
}

/** The outside of the detector. */
export interface DetectorPorts {
  readonly engine: QueryEngine & KeptAnswers;
  readonly state: DetectorState;
  readonly notices: FindingNotices;
  /** @default - no register */
  readonly hub?: FindingHub | undefined;
  /** @default - no registry: findings do not change what is allowed */
  readonly registry?: WarnedSubjects | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A random id. */
  readonly newId: () => string;
  /** Writes records into the access log, by the way that those of the policy engine take. */
  readonly logRecords: (records: readonly AccessLogRecord[]) => Promise<void>;
  /** Says what went wrong, where it is not an answer. */
  readonly report: (error: unknown) => void;
}

/** What a team chose. */
export interface DetectorSettings {
  readonly log: Sql;
  /** False alerts a day that the team accepts, above 0. */
  readonly budget: number;
  readonly rules: readonly DetectionRule[];
  readonly surroundings: Surroundings;
  /** Name of the function, as the records of canary attacks name it. */
  readonly source: string;
}
