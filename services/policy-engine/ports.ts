import type { JWTVerifyGetKey } from "jose";
import type { CompiledPolicies } from "../../core/policy/engine/compile.js";
import type { AccessContext } from "../../core/policy/request/request.js";
import type { AccessAnswer, AccessSubject } from "./access-answer.js";
import type { Target } from "./presented-request.js";
import type { Verified } from "./reasons.js";
import type { RequestableAccess } from "./requestable-access.js";

/** What the registry knows of a device. */
export interface DeviceRecord {
  /** The subject whose device it is: "user:u-17". */
  readonly owner: string;
  readonly registered: boolean;
  readonly revoked: boolean;
  readonly posture?: number | undefined;
  /** When the posture was measured, in milliseconds since 1970. */
  readonly postureMeasuredAt?: number | undefined;
}

/** Whose records a decision needs. */
export interface RegistryQuery {
  /** "user:u-17" or "service:checkout". */
  readonly subject: string;
  readonly deviceId?: string | undefined;
  readonly sessionId?: string | undefined;
}

/** How unlike the subject its behaviour is, as detection, quarantine or an operator measured it. */
export interface MeasuredRisk {
  /** 0 to 1. */
  readonly risk: number;
  /** Milliseconds since 1970. @default - unknown: no authentication is known to have come later */
  readonly at?: number | undefined;
}

/** What the registry knows at this instant: never older than the last completed write. */
export interface RegistryRecords {
  readonly device?: DeviceRecord | undefined;
  /** Tokens of the subject that were issued up to then are void; milliseconds since 1970. */
  readonly tokensRevokedUntil?: number | undefined;
  readonly sessionRevoked: boolean;
  /** Of the rows of subject and session the greater risk. @default - nobody measured one */
  readonly risk?: MeasuredRisk | undefined;
  /** Access policies of the subject alone, which deny beside those of the bundle, and allow where that is switched on. */
  readonly subjectPolicies?: CompiledPolicies | undefined;
  /** Access policies that grants gave the subject just in time. They allow, because only the access broker writes them. */
  readonly grantPolicies?: CompiledPolicies | undefined;
  /** SHA-256 of the bundle of access policies that holds now. @default - the one that was deployed */
  readonly policyHash?: string | undefined;
}

/** Where decisions come from: the registry and the access policies. */
export interface DecisionSources {
  registry(query: RegistryQuery, signal: AbortSignal): Promise<Verified<RegistryRecords>>;
  /** The bundle of access policies with that hash, or the deployed one. */
  policies(hash: string | undefined, signal: AbortSignal): Promise<Verified<CompiledPolicies>>;
  /** What may be requested just in time, for denials to say so. @default - nothing */
  readonly requestable?: RequestableAccess | undefined;
}

/** A request whose subject somebody vouches for: a verified token, or an authenticated policy enforcement point. */
export interface VouchedRequest {
  readonly subject: AccessSubject;
  readonly target: Target;
  /** Facts around the request; time and device are the policy engine's own. */
  readonly context: Omit<AccessContext, "time" | "device">;
}

/** What every decision needs of the world, whoever vouches for the subject. */
export interface DecisionPorts {
  /** Milliseconds since 1970. One reading serves a whole decision. */
  now(): number;
  newEventId(): string;
  /** Decides by the registry and the access policies, here or elsewhere. */
  decide(request: VouchedRequest, now: number, signal: AbortSignal): Promise<Verified<AccessAnswer>>;
  /** Takes the line of one decision. */
  log(line: string): void;
  /** Takes a defect of ours, which was answered with a denial. */
  report(defect: unknown): void;
}

/** What the policy engine needs of the world where tokens vouch. */
export interface PolicyEnginePorts extends DecisionPorts {
  /** The key for a token, of the issuer's key set. */
  readonly keys: JWTVerifyGetKey;
}
