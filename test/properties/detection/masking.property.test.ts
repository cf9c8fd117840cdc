import fc from "fast-check";
import { expect, it } from "vitest";
import { ACCESS_LOG_FIELDS, type AccessLogField } from "../../../core/detection/access-log.js";
import { accessLogLine, accessLogRecord } from "../../../core/detection/access-log-record.js";
import { decodeAscii } from "../../../core/detection/decode-ascii.js";
import { maskPath } from "../../../core/detection/mask.js";
import { RECORD } from "../../core/detection/access-log-samples.js";

const FIELDS: readonly AccessLogField[] = ACCESS_LOG_FIELDS;
const TEXT_FIELDS = FIELDS.flatMap((field) =>
  field.type === "string" && field.values === undefined ? [field.name] : [],
);

const letters = (alphabet: string, minLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength: 40 });
const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const part = letters(`${ALPHANUMERIC}-_`, 12);
const opaque = letters(ALPHANUMERIC, 12);

/** A text with a secret in it, and the parts of the secret of which none may be left. */
interface Planted {
  readonly text: string;
  readonly parts: readonly string[];
}

const jsonWebToken = fc
  .tuple(fc.constantFrom("ES256", "none", "RS512"), part, part)
  .map(([alg, payload, signature]): Planted => {
    const header = Buffer.from(JSON.stringify({ alg, typ: "at+jwt" })).toString("base64url");
    return { text: `${header}.${payload}.${signature}`, parts: [payload, signature] };
  });
const credentials = fc
  .tuple(
    fc.constantFrom("Bearer", "bearer", "BEARER", "DPoP"),
    fc.constantFrom(" ", "  ", "\t", "+", ": "),
    opaque,
  )
  .map(([scheme, space, value]): Planted => ({ text: scheme + space + value, parts: [value] }));
const parameter = fc
  .tuple(
    fc.constantFrom("access_token", "id_token", "ACCESS_TOKEN", "client_secret", "api-key"),
    opaque,
    opaque,
  )
  .map(([name, value, more]): Planted => ({ text: `${name}=${value}&${more}`, parts: [value, more] }));

/** Each character as it is, or percent-encoded up to five times over, with digits of either case. */
function encoded(text: string, depths: readonly number[], upper: boolean): string {
  return [...text]
    .map((character, index) => {
      const hex = character.charCodeAt(0).toString(16).padStart(2, "0");
      const depth = depths[index % depths.length] ?? 0;
      return depth === 0 ? character : `%${"25".repeat(depth - 1)}${upper ? hex.toUpperCase() : hex}`;
    })
    .join("");
}

const encoding = fc.array(fc.nat(5), { minLength: 1, maxLength: 7 });
const around = fc.constantFrom(
  "",
  "/",
  "//cb/",
  "/cb?",
  "/cb#",
  "/cb;",
  "/a&",
  "/a=",
  "/a ",
  "/x:",
  "/100%25/",
  "é",
);

it("no planted secret is left in a record, whatever its encoding and its place", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...TEXT_FIELDS),
      fc.oneof(jsonWebToken, credentials, parameter),
      around,
      fc.constantFrom("", "/", ";", "?x=y", " x", "%", "%2F/orders"),
      encoding,
      fc.boolean(),
      (name, { text, parts }, before, after, depths, upper) => {
        const value = before + encoded(text, depths, upper) + after;
        const line = accessLogLine(accessLogRecord({ ...RECORD, [name]: value }));
        for (const secret of parts) {
          expect(line).not.toContain(secret);
          expect(decodeAscii(line)).not.toContain(secret);
        }
      },
    ),
    { numRuns: 2000 },
  );
});

it("would notice a secret that is encoded and not masked", () => {
  const secret = "s3cr3ts3cr3t";
  const line = accessLogLine({ ...RECORD, resource: encoded(`Bearer ${secret}`, [0, 1, 3], true) });
  expect(line).not.toContain(secret);
  expect(decodeAscii(line)).toContain(secret);
});

it("masks a text of any length in time that grows with it", () => {
  // A pattern that goes back over the text would still be at it when the test has to be over.
  for (const unit of [
    "eyJ",
    "eyJ.",
    "eyJ ",
    "bearer ",
    "bearer",
    "basic",
    "%25",
    "%",
    "%%32%35",
    "AKIA",
    "-----BEGIN A-----",
    "token",
    "token ",
  ]) {
    expect(maskPath(unit.repeat(100_000)).length).toBeLessThanOrEqual(unit.length * 100_000);
  }
});
