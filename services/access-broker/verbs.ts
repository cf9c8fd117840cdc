import type { ChainVerdict } from "../../core/access/audit-chain.js";
import type { GrantState, RevokeReason } from "../../core/access/grant.js";
import type { Approvals } from "../../core/access/plan-output.js";
import type { Requester } from "../../core/access/principal.js";
import type { LiveReason, RefusalReason } from "../../core/access/reason-codes.js";
import type { StatedAccess } from "../../core/access/stated-access.js";
import type { BrokerPorts } from "./ports.js";

/** Who calls, as the transport says. */
export interface Caller {
  readonly person: Requester;
  /** Whether IAM lets the caller invoke the function that does this to anybody's grants. @default false */
  readonly isOperator?: boolean;
}

/** The answer of every verb about one grant: the contract's keys, then others. */
export interface GrantAnswer {
  /** Null where a request was refused before there was a grant. */
  readonly grant: string | null;
  readonly state: GrantState | null;
  /** Reason code; of what is done and of what is refused. */
  readonly reason: string;
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly deadline: string | null;
  readonly policyArn: string | null;
  readonly approvals: (Approvals & { readonly given: readonly string[] }) | null;
  readonly message: string;
  readonly entitlement: string | null;
  /** Whether it was refused: exit code 1. */
  readonly refused: boolean;
}

/** One answer, and for a request of several entitlements one for each. */
export type RequestAnswer = GrantAnswer | { readonly outcomes: readonly GrantAnswer[] };

/** What is asked for; untrusted, so that the broker reads it itself. Keys of the contract less the requester. */
export interface RequestCommand {
  /** One id, or several. */
  readonly entitlement: string | readonly string[];
  readonly minutes: unknown;
  readonly reason?: unknown;
  readonly ticket?: unknown;
  readonly actions?: unknown;
  readonly resources?: unknown;
  readonly notBefore?: unknown;
  readonly breakGlass?: boolean;
}

/** What a sweep did, by id of the grant; of orphans the ARN or name. */
export interface SweepAnswer {
  readonly revoked: readonly string[];
  readonly rolledBack: readonly string[];
  readonly orphans: readonly string[];
  readonly lapsed: readonly string[];
  readonly stuck: readonly string[];
  /** Grants that the file of today would give less widely; they are listed, and left alone. */
  readonly wider: readonly string[];
  /** Approved grants whose start was due. */
  readonly started: readonly string[];
  /** What could not be looked at or done; the next sweep tries again. */
  readonly failed: readonly string[];
}

/** Ports by function: what its role may do is what its verb takes. */
export type RequestPorts = Pick<
  BrokerPorts,
  "store" | "entitlements" | "clock" | "newId" | "subjects" | "notifier" | "provisioner"
>;
export type DecidePorts = Pick<
  BrokerPorts,
  "store" | "entitlements" | "clock" | "subjects" | "notifier" | "provisioner"
>;
export type ReportPorts = Pick<BrokerPorts, "store" | "clock" | "heads">;
export type ProvisionPorts = Pick<
  BrokerPorts,
  | "store"
  | "entitlements"
  | "clock"
  | "subjects"
  | "notifier"
  | "iam"
  | "scheduler"
  | "flows"
  | "rows"
  | "groupsOf"
  | "wait"
  | "settings"
>;
export type RevokePorts = Pick<
  BrokerPorts,
  "store" | "clock" | "notifier" | "iam" | "scheduler" | "flows" | "rows" | "wait"
>;
export type SweepPorts = RevokePorts &
  Pick<BrokerPorts, "entitlements" | "provisioner" | "heads" | "gauges" | "settings">;

/** One async function a verb; each stands in the file of its name. A refusal is an answer; rejections are defects. */
export interface AccessBrokerVerbs {
  requestAccess(
    ports: RequestPorts,
    caller: Caller,
    command: RequestCommand,
    clientToken: string,
  ): Promise<RequestAnswer>;
  approveGrant(
    ports: DecidePorts,
    caller: Caller,
    command: { readonly grant: string; readonly hash: string; readonly minutes?: number },
  ): Promise<GrantAnswer>;
  denyGrant(ports: DecidePorts, caller: Caller, command: { readonly grant: string }): Promise<GrantAnswer>;
  cancelGrant(ports: DecidePorts, caller: Caller, command: { readonly grant: string }): Promise<GrantAnswer>;
  extendGrant(
    ports: RequestPorts,
    caller: Caller,
    command: { readonly grant: string; readonly minutes: unknown },
    clientToken: string,
  ): Promise<GrantAnswer>;
  /** One grant, or all of a person. */
  revokeGrant(
    ports: RevokePorts,
    caller: Caller | "system",
    command: ({ readonly grant: string } | { readonly person: string }) & { readonly why?: RevokeReason },
  ): Promise<GrantAnswer | { readonly outcomes: readonly GrantAnswer[] }>;
  reviewGrant(ports: DecidePorts, caller: Caller, command: { readonly grant: string }): Promise<GrantAnswer>;
  listGrants(ports: ReportPorts, caller: Caller): Promise<{ readonly grants: readonly GrantAnswer[] }>;
  showGrant(
    ports: ReportPorts,
    caller: Caller,
    command: { readonly grant: string },
  ): Promise<GrantAnswer & Readonly<Record<string, unknown>>>;
  reportGrants(
    ports: ReportPorts,
    caller: Caller,
    command: { readonly from: number; readonly to: number },
  ): Promise<{ readonly grants: readonly ReportRow[] }>;
  /** The due start of an approved grant: to ACTIVE, or rolled back. Idempotent. */
  provisionGrant(ports: ProvisionPorts, grant: string): Promise<GrantAnswer>;
  /** Both directions; with an id only that grant, as a schedule asks for. */
  sweep(ports: SweepPorts, only?: string): Promise<SweepAnswer>;
  verifyAudit(ports: ReportPorts): Promise<ChainVerdict>;
}

/** One grant of a report, flat, as access reviews take it. */
export interface ReportRow {
  readonly grant: string;
  readonly requester: string;
  readonly entitlement: string;
  readonly target: string;
  readonly state: GrantState;
  readonly requestedAt: string;
  readonly activation: string | null;
  readonly deadline: string | null;
  readonly endedAt: string | null;
  readonly ending: string | null;
  readonly minutes: number;
  readonly reason: string | null;
  readonly ticket: string | null;
  readonly approvedBy: readonly string[];
  readonly breakGlass: boolean;
  readonly review: string;
  readonly extends: string | null;
  readonly documentHash: string | null;
  /** What its document allows, and for which sessions; null where IAM does not enforce it, or before the start. */
  readonly stated: StatedAccess | null;
}

/** Why a verb is refused. */
export type BrokerReason = LiveReason | RefusalReason;
