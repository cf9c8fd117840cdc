import type { GeoLocation } from "../policy-engine/presented-request.js";

/** A request, whatever server it came through. */
export interface AuthenticatorRequest {
  readonly method: string;
  /** As the caller wrote it, without its query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Every value of a header, by its name in lower case. */
  header(name: string): readonly string[];
  /** The body; undefined for one that is longer than {@link LONGEST_BODY}, which nobody reads to its end. */
  readonly body: Uint8Array | undefined;
  /** The other end of the connection. */
  readonly sourceIp: string | undefined;
  readonly place: GeoLocation;
  /** The operator that the transport proved to call: an ARN of IAM. @default - nobody */
  readonly operator?: string | undefined;
}

/** Longest body in bytes. */
export const LONGEST_BODY = 64 * 1024;

/** An answer, ready to be sent. */
export interface AuthenticatorResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What an endpoint answers. */
export interface Answer {
  readonly status: number;
  /** JSON; a text is sent as it is. @default - an empty body */
  readonly body?: object | string;
  /** Besides those of every answer. @default - none */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}

/** 200 with a body. */
export function ok(body: object): Answer {
  return { status: 200, body };
}

/** 204. */
export const DONE: Answer = { status: 204 };
