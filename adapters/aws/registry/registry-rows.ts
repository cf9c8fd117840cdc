import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { parseInstant } from "../../../core/time/instant.js";
import type { DeviceRecord, MeasuredRisk } from "../../../services/policy-engine/ports.js";
import { denied, type Verified, verified } from "../../../services/policy-engine/reasons.js";
import type { GrantEntries } from "../../files/grant-policies.js";

/** A row as the low-level client hands it over. */
export type Row = Readonly<Record<string, AttributeValue>>;

/** What the row of a subject says. */
export interface SubjectRow {
  /** Milliseconds since 1970. */
  readonly tokensRevokedUntil: number | undefined;
  /** A file of access policies, as JSON. */
  readonly policies: string | undefined;
  readonly risk: MeasuredRisk | undefined;
}

/** What the row of a session says. */
export interface SessionRow {
  readonly revoked: boolean;
  readonly risk: MeasuredRisk | undefined;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** Stands for a value of the wrong type: a row that cannot be read must not read as one that says nothing. */
const UNREADABLE = Symbol("unreadable");
type Read<T> = T | undefined | typeof UNREADABLE;

/**
 * A row of the device registry: `owner` (S, "user:u-17"), `registered` (BOOL), and optionally `revoked` (BOOL),
 * `posture` (N) and `posture_measured_at` (S, RFC 3339).
 */
export function readDeviceRow(row: Row): Verified<DeviceRecord> {
  const owner = text(row["owner"]);
  const registered = flag(row["registered"]);
  const revoked = flag(row["revoked"]);
  const posture = number(row["posture"]);
  const postureMeasuredAt = instant(row["posture_measured_at"]);
  if (owner === UNREADABLE || registered === UNREADABLE || revoked === UNREADABLE)
    return denied("registry_invalid");
  if (posture === UNREADABLE || postureMeasuredAt === UNREADABLE) return denied("registry_invalid");
  if (owner === undefined || registered === undefined) return denied("registry_invalid");
  return verified({ owner, registered, revoked: revoked ?? false, posture, postureMeasuredAt });
}

/**
 * The row of a subject: optionally `tokens_revoked_until` (S, RFC 3339), `policies` (S, a policy file as JSON), and
 * `risk` (N, 0 to 1) with `risk_at` (S, RFC 3339).
 */
export function readSubjectRow(row: Row): Verified<SubjectRow> {
  const tokensRevokedUntil = instant(row["tokens_revoked_until"]);
  const policies = text(row["policies"]);
  const risk = measuredRisk(row);
  if (tokensRevokedUntil === UNREADABLE || policies === UNREADABLE) return denied("registry_invalid");
  return risk === UNREADABLE ? denied("registry_invalid") : verified({ tokensRevokedUntil, policies, risk });
}

/**
 * The row that the access broker keeps of a subject: `grants` (M), one access policy as JSON (S) by the name of each
 * grant; undefined without one. It keeps the row when the last grant goes.
 */
export function readGrantRow(row: Row): Verified<GrantEntries | undefined> {
  const { grants } = row;
  if (grants === undefined) return verified(undefined);
  if (grants.M === undefined) return denied("registry_invalid");
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(grants.M)) {
    const policy = text(value);
    if (policy === undefined || policy === UNREADABLE) return denied("registry_invalid");
    entries.push([name, policy]);
  }
  return verified(entries.length === 0 ? undefined : Object.fromEntries(entries));
}

/** The row of a session: `revoked` (BOOL), `risk` and `risk_at` as in the row of a subject, or both. */
export function readSessionRow(row: Row): Verified<SessionRow> {
  const revoked = flag(row["revoked"]);
  const risk = measuredRisk(row);
  if (revoked === UNREADABLE || risk === UNREADABLE) return denied("registry_invalid");
  // A row that says neither was written by nobody who knows what it is for.
  if (revoked === undefined && risk === undefined) return denied("registry_invalid");
  return verified({ revoked: revoked ?? false, risk });
}

function measuredRisk(row: Row): Read<MeasuredRisk> {
  const risk = number(row["risk"]);
  const at = instant(row["risk_at"]);
  if (risk === UNREADABLE || at === UNREADABLE) return UNREADABLE;
  if (risk === undefined) return at === undefined ? undefined : UNREADABLE;
  return risk >= 0 && risk <= 1 ? { risk, at } : UNREADABLE;
}

/** The row of the bundle of access policies: `sha256` (S, 64 lower-case hexadecimal digits). */
export function readBundleRow(row: Row): Verified<string> {
  const hash = text(row["sha256"]);
  return typeof hash === "string" && SHA256.test(hash) ? verified(hash) : denied("registry_invalid");
}

function text(value: AttributeValue | undefined): Read<string> {
  if (value === undefined) return undefined;
  return typeof value.S === "string" && value.S !== "" ? value.S : UNREADABLE;
}

function flag(value: AttributeValue | undefined): Read<boolean> {
  if (value === undefined) return undefined;
  return typeof value.BOOL === "boolean" ? value.BOOL : UNREADABLE;
}

function number(value: AttributeValue | undefined): Read<number> {
  if (value === undefined) return undefined;
  const read = typeof value.N === "string" ? Number(value.N) : Number.NaN;
  return Number.isFinite(read) ? read : UNREADABLE;
}

function instant(value: AttributeValue | undefined): Read<number> {
  const written = text(value);
  if (written === undefined || written === UNREADABLE) return written;
  const read = parseInstant(written);
  return Number.isNaN(read) ? UNREADABLE : read;
}
