import fc from "fast-check";
import { ROUTES } from "../../../../services/authenticator/routes.js";
import type { Ceremony } from "../../../services/authenticator/soft-authenticator.js";

/** What a request can hold that counts; `{token}` in a request stands for the token. */
export const LIVE = ["token", "cookie", "password", "totp", "recovery", "invitation", "operator"] as const;
/** What counted once, or is somebody's who was disabled, or was changed a little. */
export const DEAD = [
  "endedToken",
  "forgedToken",
  "usedCookie",
  "endedCookie",
  "usedTotp",
  "usedRecovery",
  "usedInvitation",
  "disabledToken",
  "disabledCookie",
  "disabledTotp",
  "expiredToken",
] as const;
/** What is not a secret. */
export const KNOWN = ["person", "sid", "passkey", "disabledPerson"] as const;

/** A name of something in hand. */
export type InHand = (typeof LIVE)[number] | (typeof DEAD)[number] | (typeof KNOWN)[number];

/** A request of a stranger, or of somebody who holds something. */
export interface HostileRequest {
  readonly kind: "request";
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** An answer to a real challenge, spoiled. */
export interface HostileCeremony {
  readonly kind: "ceremony";
  readonly what: "registration" | "sign-in";
  readonly how: Ceremony;
  /** Changes one byte of a member: how far in it, from 0 to 1, and by what. */
  readonly spoiled: { readonly member: string; readonly at: number; readonly by: number };
}

/** Something that happens, and how long after the one before and from where. */
export interface Arrival {
  readonly what: HostileRequest | HostileCeremony;
  readonly seconds: number;
  readonly host: number;
}

const MEMBERS = [
  ["name", "password", "totp"],
  ["name", "password"],
  ["invitation"],
  ["invitation", "password", "totp"],
  ["invitation", "credential", "label"],
  ["credential"],
  ["credential", "label"],
  ["name", "recovery_code", "password"],
  ["name", "recovery_code", "invitation"],
  ["password", "totp"],
  ["totp"],
  ["label", "passkey_id"],
  ["client_id", "redirect_uri", "code_challenge", "code_challenge_method", "state", "response_type"],
  ["grant_type", "client_id", "code", "redirect_uri", "code_verifier"],
  ["grant_type", "client_id", "refresh_token"],
  ["name", "display_name", "groups", "external", "hardware"],
  ["subject", "risk", "at", "reasons"],
  ["posture", "measured_at"],
  [],
] as const;

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...DEAD, ...KNOWN).map((name) => `{${name}}`) },
  { weight: 1, arbitrary: fc.constantFrom(...LIVE).map((name) => `{${name}}`) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "ann",
      "ANN ",
      "bob",
      "nobody",
      "__proto__",
      "",
      "000000",
      "cordon-cli",
      "S256",
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom("authorization_code", "refresh_token", "http://127.0.0.1:7/x") },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 24 }) },
  { weight: 1, arbitrary: fc.base64String({ maxLength: 24 }) },
);
const anything = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  { weight: 1, arbitrary: fc.constant({ id: "AAAA", rawId: "AAAA", type: "public-key", response: {} }) },
);
const path = fc.oneof(
  {
    weight: 16,
    arbitrary: fc
      .tuple(fc.constantFrom(...ROUTES.map((route) => route.path)), text)
      .map(([template, id]) => template.replaceAll(/\{\w+\}/gu, () => id)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "/",
      "/v1",
      "/v1/../operator/v1/keys",
      "//v1/me",
      "/v1/sessions/%00",
      "/v1/sessions/%ff",
      "/v1/me?token={token}",
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 20 }).map((some) => `/v1/${some}`) },
);
const members = fc
  .tuple(fc.constantFrom(...MEMBERS), fc.array(anything, { minLength: 6, maxLength: 6 }))
  .map(([names, values]): [string, unknown][] => names.map((name, index) => [name, values[index]]));
const body = fc.oneof(
  { weight: 8, arbitrary: members.map((entries) => JSON.stringify(Object.fromEntries(entries))) },
  {
    weight: 2,
    arbitrary: members.map((entries) =>
      entries
        .map(
          ([name, value]) => `${name}=${formText(typeof value === "string" ? value : JSON.stringify(value))}`,
        )
        .join("&"),
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.base64String({ maxLength: 40 }).map((some) => `a.${some}.b`) },
);
const scheme = fc.constantFrom("Bearer ", "bearer ", "DPoP ", "Basic ", "");
const header = fc.oneof(
  fc.tuple(
    fc.constant("authorization"),
    fc.tuple(scheme, text).map((parts) => parts.join("")),
  ),
  fc.tuple(
    fc.constant("cookie"),
    text.map((some) => `__Host-cordon=${some}`),
  ),
  fc.tuple(
    fc.constantFrom("origin", "dpop", "sec-fetch-site", "user-agent", "authorization", "cookie"),
    fc.oneof(
      fc.constantFrom("https://login.example.com", "null", "cross-site", "eyJhbGciOiJub25lIn0.e30."),
      fc.string({ unit: "binary", maxLength: 24 }),
    ),
  ),
);
const request = fc
  .record({
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(undefined) },
      {
        weight: 2,
        arbitrary: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", ""),
      },
    ),
    path,
    body,
    headers: fc.array(header, { maxLength: 3 }),
  })
  .map(({ method, path: where, body: sent, headers }): HostileRequest => {
    const route = ROUTES.find((one) => pattern(one.path).test(where));
    const types = { form: "application/x-www-form-urlencoded", bytes: "application/secevent+jwt" };
    const type = route?.body === undefined || route.body === "none" ? "application/json" : types[route.body];
    return {
      kind: "request",
      method: method ?? route?.method ?? "POST",
      path: where,
      body: sent,
      headers: { "content-type": type, ...Object.fromEntries(headers) },
    };
  });

/** Heads of CBOR items that readers trip over, among bytes. */
const cborish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        0x5f,
        0x7f,
        0x9f,
        0xbf,
        0xff,
        0x9b,
        0xbb,
        0x5b,
        0xa0,
        0xa1,
        0xa3,
        0x80,
        0x81,
        0xc1,
        0xf6,
        0xf9,
      ),
      fc.nat(255),
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((bytes) => Uint8Array.from(bytes));
const how: fc.Arbitrary<Ceremony> = fc.oneof(
  fc.constant({}),
  fc.constant({ fmt: "packed" }),
  fc
    .constantFrom("rawKey", "rawExtensions", "rawStatement", "rawObject")
    .chain((name) => cborish.map((bytes): Ceremony => ({ [name]: bytes }))),
);
const ceremony = fc.record({
  kind: fc.constant("ceremony" as const),
  what: fc.constantFrom("registration" as const, "sign-in" as const),
  how,
  spoiled: fc.record({
    member: fc.constantFrom(
      "clientDataJSON",
      "attestationObject",
      "authenticatorData",
      "signature",
      "userHandle",
    ),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    by: fc.integer({ min: 1, max: 255 }),
  }),
});

/** Anything that may reach the authenticator. Few of the requests hold something that counts. */
export const arrival: fc.Arbitrary<Arrival> = fc.record({
  what: fc.oneof({ weight: 39, arbitrary: request }, { weight: 1, arbitrary: ceremony }),
  seconds: fc.constantFrom(0, 0, 0, 1, 5, 31),
  host: fc.nat(4000),
});

function pattern(template: string): RegExp {
  return new RegExp(`^${template.replaceAll(/[.]/gu, "\\.").replaceAll(/\{\w+\}/gu, "[^/]+")}$`, "u");
}

/** Encoded, but for what stands for something in hand. */
function formText(some: string): string {
  return /^\{\w+\}$/u.test(some) ? some : encodeURIComponent(some.replaceAll(/\p{Cs}/gu, "?"));
}
