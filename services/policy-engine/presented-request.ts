import type { Verified } from "./reasons.js";

/** A request as a policy enforcement point saw it, before anything about it was verified. */
export interface PresentedRequest {
  readonly token: Verified<string>;
  /** Thumbprint of the key that the caller proved to hold (RFC 9449), where somebody checks proofs. @default - none */
  readonly keyThumbprint?: string | undefined;
  /** The other end of the connection, from the transport; never from a header. */
  readonly sourceIp: string | undefined;
  /** From a header, but only behind a trusted origin. */
  readonly place: GeoLocation;
  readonly target: Verified<Target>;
  /** Method and path as the caller wrote them: for the access log where there is no target. */
  readonly written: Target;
  /** The words of the caller, whom no policy believes more than that there are some. */
  readonly justification: string | undefined;
}

/** What is to be done with what. */
export interface Target {
  readonly action: string;
  readonly resource: string;
}

/** Where a request comes from. */
export interface GeoLocation {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** The header in which a caller says why; any text up to 1 024 characters. */
export const JUSTIFICATION_HEADER = "x-access-justification";

const LONGEST_JUSTIFICATION = 1024;

/** The justification of the header's values, if there is exactly one of usable length. */
export function justificationOf(values: readonly string[]): string | undefined {
  const [value, ...others] = values;
  if (value === undefined || others.length > 0 || value.length > LONGEST_JUSTIFICATION) return undefined;
  return value.trim() === "" ? undefined : value.trim();
}
