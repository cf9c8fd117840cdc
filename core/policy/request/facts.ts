import { type JsonObject, objectOrEmpty } from "../../json/values.js";
import { parseIpv4, parseIpv6, unmapIpv4 } from "../../network/address.js";
import { parseInstant } from "../../time/instant.js";

interface UncheckedSubject {
  readonly attributes?: unknown;
}

interface UncheckedRequest {
  readonly subject?: unknown;
  readonly context?: unknown;
}

/** The names of the contract in a context that is not trusted to hold what the contract says. */
interface UncheckedContext {
  readonly time?: unknown;
  readonly sourceIp?: unknown;
  readonly country?: unknown;
  readonly device?: unknown;
  readonly authentication?: unknown;
  readonly risk?: unknown;
  readonly riskAt?: unknown;
  readonly justification?: unknown;
}

interface UncheckedDevice {
  readonly registered?: unknown;
  readonly posture?: unknown;
}

interface UncheckedAuthentication {
  readonly assurance?: unknown;
  readonly methods?: unknown;
  readonly at?: unknown;
}

/**
 * Marks the authentication of a request that asks what a step up would change: it lies after everything that is known.
 * A symbol, which no JSON writes.
 */
export const TO_COME = Symbol("an authentication to come");

/** Marks an address that was not parsed yet; no address is negative. */
const NOT_PARSED = -1;

/**
 * The facts of one request, those that need parsing parsed at most once, when a condition first asks for them.
 *
 * A fact that is missing, null or of the wrong type is unknown; an instant that is unknown is NaN. The names of the
 * contract are read as properties, which no name on Object.prototype shadows; names that policies choose are read
 * as own properties (`readAttribute`).
 */
export class RequestFacts {
  readonly context: JsonObject & UncheckedContext;
  readonly device: UncheckedDevice;
  readonly authentication: UncheckedAuthentication;
  /** The attributes of the subject; an empty object where the request has none. */
  readonly subjectAttributes: JsonObject;
  readonly #request: JsonObject & UncheckedRequest;
  #time: number | undefined;
  #address: number | bigint | undefined = NOT_PARSED;
  #authenticatedAt: number | undefined;

  /**
   * @param request a request whose subject was checked
   * @param time the instant in milliseconds to judge by @default - that of the request's context
   */
  constructor(request: JsonObject, time?: number) {
    this.#request = request;
    this.context = objectOrEmpty(this.#request.context);
    this.#time = time;
    this.device = objectOrEmpty(this.context.device);
    this.authentication = objectOrEmpty(this.context.authentication);
    this.subjectAttributes = objectOrEmpty(
      (this.#request.subject as UncheckedSubject | undefined)?.attributes,
    );
  }

  /** The same facts, judged at another instant. */
  at(time: number): RequestFacts {
    const moved = new RequestFacts(this.#request, time);
    moved.#address = this.#address;
    moved.#authenticatedAt = this.#authenticatedAt;
    return moved;
  }

  /** The instant of the request in milliseconds since 1970, or NaN. */
  get time(): number {
    this.#time ??= instantOrNaN(this.context.time);
    return this.#time;
  }

  /** The source address: `number` for IPv4 (an IPv4-mapped address is its IPv4 address), `bigint` for IPv6. */
  get sourceAddress(): number | bigint | undefined {
    if (this.#address === NOT_PARSED) this.#address = parseSource(this.context.sourceIp);
    return this.#address;
  }

  get country(): unknown {
    return this.context.country;
  }

  /** The instant of the authentication in milliseconds since 1970, or NaN. */
  get authenticatedAt(): number {
    this.#authenticatedAt ??= instantOrNaN(this.authentication.at);
    return this.#authenticatedAt;
  }

  /** Whether the authentication is one that was not made yet, but could be. */
  get isAuthenticationToCome(): boolean {
    return (this.authentication as { readonly [TO_COME]?: true })[TO_COME] === true;
  }

  /** The instant at which the risk was measured, in milliseconds since 1970, or NaN. */
  get riskAt(): number {
    return instantOrNaN(this.context.riskAt);
  }

  get risk(): unknown {
    return this.context.risk;
  }

  get justification(): unknown {
    return this.context.justification;
  }
}

/** The number that JSON wrote, or undefined; Infinity is what 1e400 reads as, and no number that anyone measured. */
export function finiteNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function instantOrNaN(value: unknown): number {
  return typeof value === "string" ? parseInstant(value) : Number.NaN;
}

function parseSource(value: unknown): number | bigint | undefined {
  if (typeof value !== "string") return undefined;
  const ipv4 = parseIpv4(value);
  if (ipv4 !== undefined) return ipv4;
  const address = parseIpv6(value);
  return address === undefined ? undefined : unmapIpv4({ family: "ipv6", value: address }).value;
}
