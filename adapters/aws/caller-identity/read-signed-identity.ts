import { timingSafeEqual } from "node:crypto";
import { SIGNED_IDENTITY, stsHost } from "../../../core/contracts/access-identity.js";
import { objectOrEmpty, own } from "../../../core/json/values.js";

/** A signed request to STS that says what it must; STS has still to say whose it is. */
export interface SignedIdentity {
  readonly host: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signature: string;
  /** ARN of the function that it is for. */
  readonly functionArn: string;
}

/** What the identity must be for. */
export interface IdentityExpectation {
  /** ARNs of the functions for which an identity counts here. */
  readonly functions: readonly string[];
  /** `sha256:...` of what was asked. */
  readonly payloadHash: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The broker's own region, whose partition the identity must be of. */
  readonly region: string;
}

/** Why an identity is refused before STS is asked. */
export interface IdentityRefusal {
  readonly reason: "caller_unknown" | "identity_stale";
  readonly message: string;
}

/** How far the date of a signature may be from now, in milliseconds. */
export const FRESH_MS = 60_000;

/** All that may be in the request; whatever else STS would read is not ours to pass on. */
const ALLOWED: ReadonlySet<string> = new Set([
  "authorization",
  "content-type",
  "host",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
  SIGNED_IDENTITY.functionHeader,
  SIGNED_IDENTITY.payloadHeader,
  SIGNED_IDENTITY.nonceHeader,
]);
const LONGEST_HEADER = 8192;
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}\/(\d{8})\/([a-z0-9-]+)\/sts\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;
const DATE = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;

/** Reads an identity from an event, which may be anything. */
export function readSignedIdentity(
  value: unknown,
  expected: IdentityExpectation,
):
  | { readonly ok: true; readonly value: SignedIdentity }
  | { readonly ok: false; readonly refusal: IdentityRefusal } {
  const headers = headersOf(own(objectOrEmpty(value), "headers"));
  if (headers === undefined) return unknown("its headers are not those of a signed request to STS");
  // 1. The signature, its scope, and what it covers: all that is sent, and nothing else.
  const [, day, region = "", signed = "", signature = ""] =
    AUTHORIZATION.exec(headers["authorization"] ?? "") ?? [];
  const covered = Object.keys(headers)
    .filter((name) => name !== "authorization")
    .sort();
  if (signature === "" || signed !== covered.join(";"))
    return unknown("its signature does not cover what it sends");
  // 2. The host: one of AWS in our partition, the same in URL, header and scope.
  const host = stsHost(region);
  if (host === undefined || partitionOf(region) !== partitionOf(expected.region)) {
    return unknown("its region is none of this partition");
  }
  if (
    headers["host"] !== host ||
    own(objectOrEmpty(value), "url") !== `https://${host}${SIGNED_IDENTITY.path}`
  ) {
    return unknown("its host is not that of STS in the region that it is signed for");
  }
  if (headers["content-type"] !== SIGNED_IDENTITY.contentType) return unknown("its content type is another");
  // 3. For this function and for these bytes.
  const functionArn = expected.functions.find((arn) => isEqual(arn, headers[SIGNED_IDENTITY.functionHeader]));
  if (functionArn === undefined) return unknown("it was signed for another function");
  if (!isEqual(expected.payloadHash, headers[SIGNED_IDENTITY.payloadHeader])) {
    return unknown("it was signed for another request");
  }
  // 4. Now. STS itself would take it for a quarter of an hour.
  const date = headers["x-amz-date"] ?? "";
  const at = instantOf(date);
  if (Number.isNaN(at) || date.slice(0, 8) !== day)
    return unknown("it has no date, or another than its scope");
  if (Math.abs(at - expected.now) > FRESH_MS) {
    const message = "it was signed more than a minute ago, or ahead of time";
    return { ok: false, refusal: { reason: "identity_stale", message } };
  }
  return { ok: true, value: { host, headers, signature, functionArn } };
}

/** The headers with names in lower case; undefined where one is unknown, comes twice, or holds what breaks a line. */
function headersOf(value: unknown): Record<string, string> | undefined {
  const headers = new Map<string, string>();
  for (const [written, text] of Object.entries(objectOrEmpty(value))) {
    const name = written.toLowerCase();
    if (!ALLOWED.has(name) || headers.has(name) || typeof text !== "string") return undefined;
    if (text.length > LONGEST_HEADER || !/^[\x20-\x7e]+$/.test(text)) return undefined;
    headers.set(name, text);
  }
  return Object.fromEntries(headers);
}

function instantOf(date: string): number {
  const [, year, month, day, hour, minute, second] = DATE.exec(date) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function partitionOf(region: string): string {
  return /^(?:cn|us-gov)-/.exec(region)?.[0] ?? "";
}

function isEqual(expected: string, got: string | undefined): boolean {
  const [a, b] = [Buffer.from(expected), Buffer.from(got ?? "")];
  return a.length === b.length && timingSafeEqual(a, b);
}

function unknown(message: string): { readonly ok: false; readonly refusal: IdentityRefusal } {
  return { ok: false, refusal: { reason: "caller_unknown", message } };
}
