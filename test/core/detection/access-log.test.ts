import { readFileSync } from "node:fs";
import { describe, expect, expectTypeOf, it } from "vitest";
import { ACCESS_LOG_FIELDS, type AccessLogRecord } from "../../../core/detection/access-log.js";
import { checkAccessLogRecord } from "../../../core/detection/access-log-check.js";
import { partitionPath } from "../../../core/detection/access-log-lake.js";
import { accessLogLine, accessLogRecord } from "../../../core/detection/access-log-record.js";
import { accessLogColumns } from "../../../core/detection/access-log-schema.js";
import { DETECTION_ERROR_CODES } from "../../../core/detection/error-codes.js";
import { maskPath, maskSecrets } from "../../../core/detection/mask.js";
import { describeProblem } from "../../../core/errors.js";
import { JSON_WEB_TOKEN, RECORD } from "./access-log-samples.js";

describe("the record", () => {
  it("has the columns of the documented lake, in order", () => {
    expect(accessLogColumns().map(({ name, type }) => `${name} ${type}`)).toEqual([
      "event_id string",
      "ts timestamp",
      "user_id string",
      "peer_group string",
      "source_ip string",
      "location string",
      "lat double",
      "lon double",
      "region string",
      "resource string",
      "action string",
      "decision string",
      "reason string",
      "policy_id string",
      "device_id string",
      "session_id string",
      "function string",
    ]);
  });

  it("has a TypeScript type that says what is null and which values there are", () => {
    expectTypeOf<AccessLogRecord["decision"]>().toEqualTypeOf<"ALLOW" | "DENY">();
    expectTypeOf<AccessLogRecord["lat"]>().toEqualTypeOf<number | null>();
    expectTypeOf<AccessLogRecord["user_id"]>().toEqualTypeOf<string | null>();
    expectTypeOf<AccessLogRecord["resource"]>().toEqualTypeOf<string>();
    expectTypeOf<keyof AccessLogRecord>().toEqualTypeOf<(typeof ACCESS_LOG_FIELDS)[number]["name"]>();
  });

  it("is documented field by field", () => {
    const page = readFileSync("docs/access-log.md", "utf8");
    for (const { name, type, nullable, meaning } of ACCESS_LOG_FIELDS) {
      expect(page).toContain(`| \`${name}\` | ${type} | ${nullable ? "yes" : "no"} | ${meaning} |`);
    }
  });

  it("is one line of JSON", () => {
    const line = accessLogLine({ ...RECORD, resource: "a\nb" });
    expect(line.split("\n")).toHaveLength(2);
    expect(JSON.parse(line)).toEqual({ ...RECORD, resource: "a\nb" });
  });
});

describe("accessLogRecord", () => {
  it("fills in what is absent, and leaves out what is not a field", () => {
    const facts = {
      event_id: "1",
      ts: RECORD.ts,
      resource: "orders/7",
      action: "orders:Read",
      decision: "DENY" as const,
      reason: "invalid_request",
      authorization: `Bearer ${JSON_WEB_TOKEN}`,
      lat: Number.NaN,
      lon: 181,
      user_id: "",
    };
    expect(accessLogRecord(facts)).toEqual({
      ...Object.fromEntries(ACCESS_LOG_FIELDS.map(({ name }) => [name, null])),
      event_id: "1",
      ts: RECORD.ts,
      resource: "orders/7",
      action: "orders:Read",
      decision: "DENY",
      reason: "invalid_request",
    });
  });

  it("cuts what is too long by characters, and keeps no half of one", () => {
    const { resource, user_id } = accessLogRecord({
      ...RECORD,
      resource: "😀".repeat(2000),
      user_id: "\uD800",
    });
    expect(resource).toBe("😀".repeat(1024));
    expect(user_id).toBe("\uFFFD");
  });

  it("answers ten megabytes at once, without the secrets in them", () => {
    const { resource } = accessLogRecord({ ...RECORD, resource: `${JSON_WEB_TOKEN} `.repeat(100_000) });
    expect(resource).not.toContain("eyJ");
  });

  it("says unknown where a required text is empty", () => {
    expect(accessLogRecord({ ...RECORD, resource: "" }).resource).toBe("unknown");
  });

  it("masks the query of a resource, but not a # in a name", () => {
    const record = accessLogRecord({ ...RECORD, resource: "/orders?token=abc", user_id: "u#17" });
    expect(record).toMatchObject({ resource: "/orders?***", user_id: "u#17" });
  });
});

/** A token whose header and payload are written with white space, as RFC 7515 allows. */
function spaced(header: string): string {
  const encoded = (json: string) => Buffer.from(json).toString("base64url");
  return `${encoded(header)}.${encoded('{\n "sub": "u-17"}')}.c2lnbmF0dXJl`;
}

function hexOf(character: string): string {
  return character.charCodeAt(0).toString(16);
}

describe("maskSecrets", () => {
  it.each([
    ["a JSON web token", `user ${JSON_WEB_TOKEN} asks`, "user *** asks"],
    ["an unsigned token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.", "***"],
    ["a token with spaces in its header", `x ${spaced('{ "alg": "ES256" }')} y`, "x *** y"],
    ["a token with lines in its header", spaced('{\n  "alg": "ES256"\n}'), "***"],
    ["a token with lines of Windows in its header", spaced('{\r\n "alg": "ES256"}'), "***"],
    ["a token with a tab in its header", spaced('{\t"alg":"ES256"}'), "***"],
    ["a parameter with spaces", "access_token = s3cr3t", "access_***"],
    ["a parameter with brackets", "client_secret[]=s3cr3t", "client_***"],
    ["a member with spaces", '{"client_secret" : "s3cr3t"}', '{"client_***'],
    ["a token that was cut off", JSON_WEB_TOKEN.slice(0, 60), "***"],
    ["a bearer credential", "Authorization: Bearer abcdefgh.12345678", "Authorization: ***"],
    ["a basic credential", "basic dXNlcjpwYXNzd29yZA==", "***"],
    ["a permanent access key", "key AKIAIOSFODNN7EXAMPLE!", "key ***!"],
    ["a temporary access key", "ASIAIOSFODNN7EXAMPLE", "***"],
    ["a private key", "x -----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY----- y", "x *** y"],
    ["a private key without its end", "-----BEGIN PRIVATE KEY-----\nMHcC", "***"],
  ])("masks %s", (_, text, expected) => {
    expect(maskSecrets(text)).toBe(expected);
  });

  it.each([
    "orders/7",
    "arn:aws:s3:::orders/2026",
    "u-17",
    "bearer",
    "The basic plan",
    "AKIA",
    "greyJ.ersey.shirt",
    "ewok.html",
    "reviews/ewes-and-rams.html",
    "secrets [1]",
  ])("leaves %s as it is", (text) => {
    expect(maskSecrets(text)).toBe(text);
  });

  it("masks queries and fragments", () => {
    expect(["/a?b=c", "/a#b?c", "/a"].map(maskPath)).toEqual(["/a?***", "/a#***", "/a"]);
  });

  const [header, payload, signature] = JSON_WEB_TOKEN.split(".");

  it.each([
    [`//cb/${header}%2E${payload}%2e${signature}`, "//cb/***"],
    [`//cb/${header}%252E${payload}%25252e${signature}`, "//cb/***"],
    [`/%65yJ${JSON_WEB_TOKEN.slice(3)}/x`, "/***/x"],
    [`/cb${JSON_WEB_TOKEN}`, "/cb***"],
    ["/cb%3Faccess_token%3Ds", "/cb?***"],
    ["/cb%253Faccess_token%253Ds", "/cb?***"],
    ["/cb%%33Faccess_token=s", "/cb?***"],
    [`/cb%${"25".repeat(50)}3Fs`, "/cb?***"],
    ["/cb%u003faccess_token=s", "/cb?***"],
    ["/cb%23access_token=s", "/cb#***"],
    ["/cb;access_token=s", "/cb;***"],
    ["/cb%3Baccess_token=s/orders", "/cb;***"],
    ["/cb/access%5Ftoken%3Ds%26t", "/cb/access_***"],
    ["/cb/Bearer%20s;", "/cb/***"],
    ["/cb/Bearer+s", "/cb/***"],
    ["/cb/AKIAIOSFODNN7EXAMPL%45", "/cb/***"],
    [`/cb/%${"%32%35".repeat(3)}3Fs`, "/cb/?***"],
  ])("masks %s as a path", (text, expected) => {
    expect(maskPath(text)).toBe(expected);
  });

  it("writes nothing of what is encoded deeper than anybody would by mistake", () => {
    let text = "Bearer s3cret-s3cret";
    for (let round = 0; round < 12; round += 1) text = text.replace(/[^%]/u, (c) => `%${hexOf(c)}`);
    let hidden = "3Faccess_token=s";
    for (let round = 0; round < 12; round += 1) hidden = `%${hexOf(hidden.charAt(0))}${hidden.slice(1)}`;
    expect(maskPath(`/cb/%${hidden}`)).not.toContain("access_token");
    expect(maskSecrets(text)).not.toContain("s3cret");
  });

  it.each(["/orders/100%25", "/a%2Fb", "/caf%C3%A9", "/%", "/%zz", "/a%00b", "/tokens/7"])(
    "leaves the path %s as it was written",
    (text) => {
      expect(maskPath(text)).toBe(text);
    },
  );
});

describe("checkAccessLogRecord", () => {
  const problemsOf = (value: unknown) => {
    const result = checkAccessLogRecord(value);
    return result.ok ? [] : result.problems.map(describeProblem);
  };

  it("takes a record", () => {
    expect(checkAccessLogRecord(RECORD)).toEqual({ ok: true, value: RECORD });
  });

  it.each([
    [
      { ts: "2026-02-30T09:30:00.000Z" },
      'CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/ts: this value is refused. Got: "2026-02-30T09:30:00.000Z". Allowed: an instant such as 2026-03-01T09:30:00.000Z. Fix: make records with accessLogRecord().',
    ],
    [
      { ts: "2026-03-01T09:30:00+01:00" },
      'CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/ts: this value is refused. Got: "2026-03-01T09:30:00+01:00". Allowed: an instant such as 2026-03-01T09:30:00.000Z. Fix: make records with accessLogRecord().',
    ],
    [
      { decision: "allow" },
      'CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/decision: this value is refused. Got: "allow". Allowed: ALLOW or DENY. Fix: make records with accessLogRecord().',
    ],
    [
      { lat: 90.5 },
      "CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/lat: this value is refused. Got: 90.5. Allowed: a number from -90 to 90, or null. Fix: make records with accessLogRecord().",
    ],
    [
      { action: null },
      "CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/action: this value is refused. Got: null. Allowed: a text of 1 to 256 characters. Fix: make records with accessLogRecord().",
    ],
    [
      { user_id: 17 },
      "CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/user_id: this value is refused. Got: 17. Allowed: a text of at most 256 characters, or null. Fix: make records with accessLogRecord().",
    ],
    [
      { token: "abc" },
      'CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/token: this field is unknown. Got: "token". Allowed: event_id, ts, user_id, peer_group, source_ip, location, lat, lon, region, resource, action, decision, reason, policy_id, device_id, session_id, function. Fix: make records with accessLogRecord().',
    ],
  ])("refuses %j", (change, message) => {
    expect(problemsOf({ ...RECORD, ...change })).toEqual([message]);
  });

  it("refuses a record without a field, and what is not an object", () => {
    const { session_id, ...incomplete } = RECORD;
    expect(session_id).not.toBeUndefined();
    expect(problemsOf(incomplete)).toEqual([
      "CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/session_id: this field is missing. Got: nothing. Allowed: a text of at most 256 characters, or null. Fix: make records with accessLogRecord().",
    ]);
    expect(problemsOf([])).toEqual([
      "CORDON_ACCESS_LOG_RECORD_INVALID at access-log record#/: an access-log record is an object. Got: []. Allowed: an object with the fields of the record. Fix: make records with accessLogRecord().",
    ]);
  });
});

it("partitions by the UTC day and hour", () => {
  expect(partitionPath(new Date("2026-03-01T00:30:00+01:00"))).toBe("dt=2026-02-28/hour=23");
  expect(partitionPath(new Date("2026-03-01T07:00:00Z"))).toBe("dt=2026-03-01/hour=07");
});

describe("DETECTION_ERROR_CODES", () => {
  it.each(Object.entries(DETECTION_ERROR_CODES))("%s is a stable code with a sentence", (code, meaning) => {
    expect(code).toMatch(/^CORDON(?:_[A-Z0-9]+)+$/);
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
  });
});
