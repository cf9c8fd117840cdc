import { describe, expect, expectTypeOf, it } from "vitest";
import type { Environment, LambdaContract } from "../../../core/contracts/contract.js";
import { parseEnvironment, renderEnvironment } from "../../../core/contracts/environment.js";
import { CONTRACT_ERROR_CODES } from "../../../core/contracts/error-codes.js";
import {
  choice,
  defaulted,
  FETCHED_URL,
  list,
  optional,
  required,
  SHA256,
  TEXT,
  wholeNumber,
} from "../../../core/contracts/variable.js";
import { describeProblem, type Result } from "../../../core/errors.js";

const CONTRACT = {
  name: "sample",
  description: "A contract for tests",
  invocation: "synchronous",
  timeoutSeconds: 1,
  reservedConcurrency: 1,
  bundleKibibytes: 1,
  environment: {
    table: required("CORDON_TABLE", TEXT, "the table"),
    url: required("CORDON_URL", FETCHED_URL, "the place"),
    seconds: defaulted("CORDON_SECONDS", wholeNumber(0, 300), 60, "the age"),
    colours: defaulted("CORDON_COLOURS", list(choice("red", "green")), ["red"] as const, "the colours"),
    hash: optional("CORDON_HASH", SHA256, "the hash"),
  },
  permissions: {},
} as const satisfies LambdaContract;

const HASH = "0123456789abcdef".repeat(4);
const VALID = { CORDON_TABLE: "devices", CORDON_URL: "https://issuer.example/keys" };

function messages(result: Result<unknown>): string[] {
  return result.ok ? [] : result.problems.map(describeProblem);
}

describe("parseEnvironment", () => {
  it("gives typed values, defaults and undefined", () => {
    const result = parseEnvironment(CONTRACT, { ...VALID, AWS_REGION: "eu-central-1", PATH: "/usr/bin" });
    expect(result).toEqual({
      ok: true,
      value: {
        table: "devices",
        url: "https://issuer.example/keys",
        seconds: 60,
        colours: ["red"],
        hash: undefined,
      },
    });
    expectTypeOf<Environment<typeof CONTRACT>>().toEqualTypeOf<{
      readonly table: string;
      readonly url: string;
      readonly seconds: number;
      readonly colours: readonly ("red" | "green")[];
      readonly hash: string | undefined;
    }>();
  });

  it("reads every variable that is set", () => {
    const env = { ...VALID, CORDON_SECONDS: "0", CORDON_COLOURS: "green, red", CORDON_HASH: HASH };
    expect(parseEnvironment(CONTRACT, env)).toMatchObject({
      value: { seconds: 0, colours: ["green", "red"], hash: HASH },
    });
  });

  it("refuses a variable of ours that the contract does not have", () => {
    expect(messages(parseEnvironment(CONTRACT, { ...VALID, CORDON_TABEL: "devices" }))).toEqual([
      'CORDON_ENVIRONMENT_UNKNOWN: the contract of sample has no such variable. Got: "CORDON_TABEL". Allowed: CORDON_TABLE, CORDON_URL, CORDON_SECONDS, CORDON_COLOURS, CORDON_HASH. Fix: delete it, or correct its name.',
    ]);
  });

  it("names every missing and every wrong variable at once", () => {
    expect(messages(parseEnvironment(CONTRACT, { CORDON_URL: "ftp://issuer.example" }))).toEqual([
      "CORDON_ENVIRONMENT_MISSING: sample needs CORDON_TABLE: the table. Got: nothing. Allowed: a text that is not empty. Fix: set CORDON_TABLE.",
      'CORDON_ENVIRONMENT_INVALID: sample cannot use this value of CORDON_URL: the place. Got: "ftp://issuer.example". Allowed: an https URL without user name, password and fragment (http only for 127.0.0.1, [::1] and localhost). Fix: correct CORDON_URL.',
    ]);
  });

  it.each([
    ["CORDON_TABLE", " "],
    ["CORDON_TABLE", ""],
    ["CORDON_URL", "issuer.example"],
    ["CORDON_URL", "http://issuer.example"],
    ["CORDON_URL", "http://localhost.example"],
    ["CORDON_URL", "https://user@issuer.example"],
    ["CORDON_URL", "https://:password@issuer.example"],
    ["CORDON_URL", "https://issuer.example#keys"],
    ["CORDON_SECONDS", "301"],
    ["CORDON_SECONDS", "-1"],
    ["CORDON_SECONDS", "1.5"],
    ["CORDON_SECONDS", "1e1"],
    ["CORDON_SECONDS", "007"],
    ["CORDON_SECONDS", " 7"],
    ["CORDON_SECONDS", "9".repeat(400)],
    ["CORDON_COLOURS", "red,red"],
    ["CORDON_COLOURS", "red,"],
    ["CORDON_COLOURS", ""],
    ["CORDON_COLOURS", "blue"],
    ["CORDON_HASH", HASH.toUpperCase()],
    ["CORDON_HASH", HASH.slice(1)],
  ])("refuses %s=%j", (name, text) => {
    const result = parseEnvironment(CONTRACT, { ...VALID, [name]: text });
    expect(messages(result)).toEqual([
      expect.stringMatching(`^CORDON_ENVIRONMENT_INVALID: sample cannot use this value of ${name}: `),
    ]);
  });

  it.each([
    "http://127.0.0.1:8080/keys",
    "http://[::1]/keys",
    "http://localhost/keys",
    "https://issuer.example/?a=b",
  ])("takes the URL %s", (url) => {
    expect(parseEnvironment(CONTRACT, { ...VALID, CORDON_URL: url })).toMatchObject({ value: { url } });
  });
});

describe("renderEnvironment", () => {
  it("gives texts by the variables' names, which parseEnvironment takes", () => {
    const source = { table: "devices", url: "https://issuer.example", seconds: "5" };
    const rendered = renderEnvironment(CONTRACT, source);
    expect(rendered).toEqual({
      ok: true,
      value: { CORDON_TABLE: "devices", CORDON_URL: "https://issuer.example", CORDON_SECONDS: "5" },
    });
    expect(rendered.ok && parseEnvironment(CONTRACT, rendered.value)).toMatchObject({
      value: { seconds: 5 },
    });
  });

  it("takes a token unseen", () => {
    const source = {
      table: `\${aws_dynamodb_table.devices.name}`,
      url: `\${aws_cognito_user_pool.pool.endpoint}`,
    };
    expect(renderEnvironment(CONTRACT, source)).toMatchObject({ value: { CORDON_URL: source.url } });
  });

  it("refuses at synthesis what the function would refuse at its start", () => {
    const source = { table: "", url: "https://issuer.example", tabel: "devices" };
    expect(messages(renderEnvironment(CONTRACT, source))).toEqual([
      'CORDON_ENVIRONMENT_UNKNOWN: the contract of sample has no such variable. Got: "tabel". Allowed: table, url, seconds, colours, hash. Fix: delete it, or correct its name.',
      'CORDON_ENVIRONMENT_INVALID: sample cannot use this value of CORDON_TABLE: the table. Got: "". Allowed: a text that is not empty. Fix: correct CORDON_TABLE.',
    ]);
    // @ts-expect-error A required variable that is left out does not compile.
    expect(messages(renderEnvironment(CONTRACT, { url: "https://issuer.example" }))).toHaveLength(1);
  });
});

describe("CONTRACT_ERROR_CODES", () => {
  it.each(Object.entries(CONTRACT_ERROR_CODES))("%s is a stable code with a sentence", (code, meaning) => {
    expect(code).toMatch(/^CORDON(?:_[A-Z0-9]+)+$/);
    expect(meaning).toMatch(/^[A-Z].*[^.]\.$/);
  });
});
