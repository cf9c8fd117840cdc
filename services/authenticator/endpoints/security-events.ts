import { createHash, timingSafeEqual } from "node:crypto";
import { typedBody } from "../body.js";
import type { Call, Endpoint } from "../call.js";
import { carryOutEvent } from "../event-effect.js";
import { Refused } from "../refused.js";
import { digest } from "../rows.js";
import { type EventError, readSecurityEvent } from "../security-event.js";
import type { Transmitter } from "../transmitter.js";

const TYPE = /^application\/secevent\+jwt$/iu;
/** Milliseconds in which a transmitter might send the same event again. */
const KEPT = 30 * 86_400_000;

const DESCRIPTIONS: Readonly<Record<EventError, string>> = {
  authentication_failed: "The Authorization header is that of no transmitter.",
  invalid_issuer: "The issuer is not that of this transmitter.",
  invalid_key: "The signature is not one of RS256 with a known key of 2048 bits or more.",
  invalid_audience: "The event is meant for somebody else.",
  invalid_request: "The token is not a security event of the Shared Signals Framework.",
};

/** POST `/ssf/events` (RFC 8935): a security event of a transmitter. */
export const securityEvents: Endpoint = async (call) => {
  const transmitter = transmitterOf(call);
  if (transmitter === undefined) throw eventRefused("authentication_failed");
  // Of whatever bytes: what is no token has an answer of this call's own.
  const token = Buffer.from(typedBody(call.request, TYPE)).toString("latin1");
  const read = await readSecurityEvent(token, transmitter, call.now);
  if (typeof read === "string") throw eventRefused(read);
  const { store } = call.ports;
  const key = `event/${digest(JSON.stringify([transmitter.iss, read.jti]))}`;
  // A known one was sent again, because our answer was lost.
  if ((await store.get(key)) !== undefined) return { status: 202 };
  if ((await carryOutEvent(call.ports, transmitter.iss, read)) === "malformed")
    throw eventRefused("invalid_request");
  // Afterwards: an event that was not carried out comes again, and carrying one out twice changes nothing.
  await store.commit([{ change: "put", key, value: true, expected: 0, until: call.now + KEPT }]);
  return { status: 202 };
};

/** The transmitter whose Authorization header it is; all are compared, in constant time. */
function transmitterOf({ request, settings }: Pick<Call, "request" | "settings">): Transmitter | undefined {
  const values = request.header("authorization");
  const given = hashOf(values[0] ?? "");
  const found = (settings.transmitters ?? []).filter((one) => {
    const expected =
      "authorization" in one ? hashOf(one.authorization) : Buffer.from(one.authorizationHash, "hex");
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return values.length === 1 ? found[0] : undefined;
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** 400 with an error of RFC 8935 section 2.4. */
function eventRefused(err: EventError): Refused {
  return new Refused({
    status: 400,
    reason: err,
    body: { err, description: DESCRIPTIONS[err] },
    headers: [["Content-Language", "en"]],
  });
}
