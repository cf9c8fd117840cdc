import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { compile } from "../../../core/policy/engine/compile.js";
import { decide } from "../../../core/policy/engine/decide.js";
import { headActionProblems } from "../../../core/policy/language/head-action.js";
import { readPolicies } from "../../../core/policy/language/read-policies.js";
import { linesOf, refusalOf } from "../../harness/problem-lines.js";

const SOUND = { id: "p", effect: "allow", subjects: ["*"], actions: ["a"], resources: ["r"] };

/** The problems of one policy that differs from a sound one in one thing. */
function refusal(change: object): string {
  return refusalOf(read(JSON.stringify({ version: 1, policies: [{ ...SOUND, ...change }] })));
}

const read = (text: string) => readPolicies([{ source: "p.json", text }]);
const when = (conditions: object): string => refusal({ when: conditions });

describe("an action that means HEAD requests alone", () => {
  const problems = (...actions: string[]) => {
    const set = valueOrThrow(read(JSON.stringify({ version: 1, policies: [{ ...SOUND, actions }] })));
    return headActionProblems(set).map(({ code, got, where }) => `${code} ${got} ${where}`);
  };

  it.each(["http:HEAD", "http:H*", "http:*EAD"])("is refused: %s", (action) => {
    expect(problems("http:GET", action)).toEqual([
      `CORDON_POLICY_HEAD_ACTION ${JSON.stringify(action)} p.json#/policies/0`,
    ]);
  });

  it.each(["*", "http:*", "http:GET", "orders:HEAD", "*D", "http:HEADER"])("is not one of: %s", (action) => {
    expect(problems(action)).toEqual([]);
  });
});

describe("a file of access policies", () => {
  it.each([
    [
      "is not JSON",
      '{"version":1,\n "policies":[{]}',
      "CORDON_JSON_SYNTAX at p.json:2:15: the text is not JSON",
    ],
    [
      "ends early",
      '{"version":1',
      "CORDON_JSON_SYNTAX at p.json:1:13: the text is not JSON: close brace expected. Got: the end of the text",
    ],
    ["is empty", "", "CORDON_JSON_SYNTAX at p.json:1:1: the text is not JSON: value expected"],
    [
      "has a comment",
      '{"version":1 // one\n}',
      "CORDON_JSON_SYNTAX at p.json:1:14: the text is not JSON: invalid comment token",
    ],
    [
      "has NaN",
      '{"version":NaN}',
      'CORDON_JSON_SYNTAX at p.json:1:12: the text is not JSON: invalid symbol. Got: "NaN"',
    ],
    [
      "has a key twice",
      '{"version":1,"version":1,"policies":[]}',
      'CORDON_JSON_DUPLICATE_KEY at p.json:1:14: the key stands twice in one object. Got: "version"',
    ],
    [
      "is nested a hundred levels deep",
      `${"[".repeat(100)}${"]".repeat(100)}`,
      "CORDON_JSON_TOO_DEEP at p.json:1:65: objects and lists are nested too deep. Got: level 65. Allowed: at most 64 levels",
    ],
    ["is nested a million levels deep", "[".repeat(1_000_000), "CORDON_JSON_TOO_DEEP at p.json:1:65"],
    [
      "is a list",
      "[]",
      "CORDON_POLICY_WRONG_TYPE at p.json#: a value of another type is needed. Got: []. Allowed: object",
    ],
    [
      "has another version",
      '{"version":2,"policies":[]}',
      "CORDON_POLICY_VALUE_NOT_ALLOWED at p.json#/version: this value is not allowed here. Got: 2. Allowed: 1",
    ],
    [
      "has no policies",
      '{"version":1}',
      'CORDON_POLICY_MISSING_KEY at p.json#: the key "policies" is missing',
    ],
  ])("that %s", (_, text, message) => {
    expect(refusalOf(read(text))).toContain(message);
  });

  it("with an id twice, in one file or in two", () => {
    const text = JSON.stringify({ version: 1, policies: [SOUND] });
    const twice = readPolicies([
      { source: "a.json", text },
      { source: "b.json", text },
    ]);
    expect(refusalOf(twice)).toBe(
      'CORDON_POLICY_DUPLICATE_ID at b.json#/policies/0/id: another policy has this id. Got: "p". Allowed: an id of its own; the first policy with this one is a.json#/policies/0. Fix: rename one of them.',
    );
    expect(refusalOf(read(JSON.stringify({ version: 1, policies: [SOUND, SOUND] })))).toContain(
      "CORDON_POLICY_DUPLICATE_ID at p.json#/policies/1/id",
    );
  });

  it("with several mistakes: all of them at once", () => {
    const other = {
      ...SOUND,
      effect: "alow",
      subjects: [],
      when: { time: { zone: "UTC", from: "09:00", to: "09:00" } },
    };
    const file = readPolicies([
      { source: "a.json", text: JSON.stringify({ version: 1, policies: [SOUND, other] }) },
      { source: "b.json", text: "{" },
    ]);
    const codes = file.ok ? [] : file.problems.map(({ code, where }) => `${code} ${where}`);
    expect(codes).toEqual([
      "CORDON_POLICY_VALUE_NOT_ALLOWED a.json#/policies/1/effect",
      "CORDON_POLICY_EMPTY a.json#/policies/1/subjects",
      "CORDON_POLICY_WINDOW_EMPTY a.json#/policies/1/when/time",
      "CORDON_POLICY_DUPLICATE_ID a.json#/policies/1/id",
      "CORDON_JSON_SYNTAX b.json:1:2",
    ]);
  });
});

describe("an access policy", () => {
  const AT = "p.json#/policies/0";
  it.each([
    [
      "an unknown key",
      { effct: "allow" },
      `CORDON_POLICY_UNKNOWN_KEY at ${AT}/effct: this key is unknown. Got: "effct". Allowed: id, effect, subjects, actions, resources, notBefore, expiresAt, justification, when. Fix: did you mean "effect"?`,
    ],
    [
      "another effect",
      { effect: "alow" },
      `CORDON_POLICY_VALUE_NOT_ALLOWED at ${AT}/effect: this value is not allowed here. Got: "alow". Allowed: "allow", "deny". Fix: did you mean "allow"?`,
    ],
    [
      "the id of a policy in a row",
      { id: "row:orders-read" },
      `CORDON_POLICY_ID_RESERVED at ${AT}/id: ids with row: are those of policies in rows of the registry. Got: "row:orders-read". Allowed: an id that does not start with row:. Fix: write "orders-read".`,
    ],
    ["an empty id", { id: "" }, `CORDON_POLICY_EMPTY at ${AT}/id: this is empty. Got: ""`],
    ["no subjects", { subjects: [] }, `CORDON_POLICY_EMPTY at ${AT}/subjects`],
    [
      "a subject without a kind",
      { subjects: ["bob"] },
      `CORDON_POLICY_SUBJECT_MALFORMED at ${AT}/subjects/0: this is not a subject. Got: "bob". Allowed: "user:<id>", "service:<id>", "group:<name>", or "*" for everyone. Fix: write user:bob or group:bob`,
    ],
    [
      "a subject without a name",
      { subjects: ["group:"] },
      `CORDON_POLICY_SUBJECT_MALFORMED at ${AT}/subjects/0`,
    ],
    [
      "an action that is a number",
      { actions: [7] },
      `CORDON_POLICY_WRONG_TYPE at ${AT}/actions/0: a value of another type is needed. Got: 7. Allowed: string`,
    ],
    [
      "a wildcard of a megabyte",
      { resources: ["*a".repeat(500_000)] },
      `CORDON_POLICY_TOO_LONG at ${AT}/resources/0: this text is too long`,
    ],
    [
      "an end without a zone",
      { expiresAt: "2027-01-01T00:00:00" },
      `CORDON_POLICY_INSTANT_MALFORMED at ${AT}/expiresAt: this is not an instant with a zone. Got: "2027-01-01T00:00:00". Allowed: RFC 3339 with Z or an offset, for example 2027-01-01T00:00:00Z. Fix: say in which zone: append Z for UTC, or an offset such as +02:00.`,
    ],
    [
      "a day that no month has",
      { notBefore: "2026-02-30T00:00:00Z" },
      `CORDON_POLICY_INSTANT_MALFORMED at ${AT}/notBefore`,
    ],
  ])("with %s", (_, change, message) => {
    expect(refusal(change)).toContain(message);
  });

  it("with a __proto__ of its own is refused, and nothing else changes", () => {
    const text = `{"version":1,"policies":[{"__proto__":{"effect":"allow"},${JSON.stringify(SOUND).slice(1)}]}`;
    expect(refusalOf(read(text))).toContain(
      `CORDON_POLICY_UNKNOWN_KEY at ${AT}/__proto__: this key is unknown. Got: "__proto__"`,
    );
    expect(Object.prototype).not.toHaveProperty("effect");
  });

  it("may be called __proto__ or constructor", () => {
    const policies = ["__proto__", "constructor", "toString"].map((id) => ({ ...SOUND, id, actions: [id] }));
    const set = read(JSON.stringify({ version: 1, policies }));
    if (!set.ok) throw new Error(linesOf(set.problems));
    const compiled = compile(set.value.policies);
    for (const id of ["__proto__", "constructor", "toString"]) {
      expect(decide(compiled, { subject: { id }, action: id, resource: "r" })).toMatchObject({
        decision: "allow",
        policy: id,
      });
    }
    expect(decide(compiled, { subject: { id: "u" }, action: "valueOf", resource: "r" }).decision).toBe(
      "deny",
    );
  });
});

describe("a condition", () => {
  const AT = "p.json#/policies/0/when";
  it.each([
    [
      "an unknown kind",
      { tme: {} },
      `CORDON_POLICY_UNKNOWN_KEY at ${AT}/tme: this key is unknown. Got: "tme". Allowed: time, location, network, device, authentication, risk, justified, attributes. Fix: did you mean "time"?`,
    ],
    [
      "an unknown zone",
      { time: { zone: "Europe/Berln", days: ["mon"] } },
      `CORDON_POLICY_ZONE_UNKNOWN at ${AT}/time/zone: this is not a time zone. Got: "Europe/Berln". Allowed: a name of the IANA time zone database, for example Europe/Berlin or UTC. Fix: did you mean "Europe/Berlin"?`,
    ],
    [
      "an offset for a zone",
      { time: { zone: "+01:00", days: ["mon"] } },
      `CORDON_POLICY_ZONE_UNKNOWN at ${AT}/time/zone`,
    ],
    [
      "no zone",
      { time: { days: ["mon"] } },
      `CORDON_POLICY_MISSING_KEY at ${AT}/time: the key "zone" is missing`,
    ],
    [
      "from equal to to",
      { time: { zone: "UTC", from: "09:00", to: "09:00" } },
      `CORDON_POLICY_WINDOW_EMPTY at ${AT}/time: the window opens and closes at the same wall clock. Got: "09:00 to 09:00"`,
    ],
    [
      "from without to",
      { time: { zone: "UTC", from: "09:00" } },
      `CORDON_POLICY_MISSING_KEY at ${AT}/time: the key "to" is missing`,
    ],
    [
      "a wall clock after midnight",
      { time: { zone: "UTC", from: "09:00", to: "24:00" } },
      `CORDON_POLICY_WALL_CLOCK_MALFORMED at ${AT}/time/to: this is not a wall clock. Got: "24:00"`,
    ],
    [
      "a day in full",
      { time: { zone: "UTC", days: ["monday"] } },
      `CORDON_POLICY_VALUE_NOT_ALLOWED at ${AT}/time/days/0`,
    ],
    ["no days", { time: { zone: "UTC", days: [] } }, `CORDON_POLICY_EMPTY at ${AT}/time/days`],
    [
      "a holiday that no calendar has",
      { time: { zone: "UTC", holidays: ["2026-02-29"] } },
      `CORDON_POLICY_DATE_MALFORMED at ${AT}/time/holidays/0: this is not a date`,
    ],
    [
      "a holiday that is cut off",
      { time: { zone: "UTC", holidays: ["2026-12-2"] } },
      `CORDON_POLICY_DATE_MALFORMED at ${AT}/time/holidays/0: this is not a date`,
    ],
    [
      "a holiday with a time of day",
      { time: { zone: "UTC", holidays: ["2026-12-25T00:00:00Z"] } },
      `CORDON_POLICY_DATE_MALFORMED at ${AT}/time/holidays/0: this is not a date`,
    ],
    [
      "a country in lower case",
      { location: { countries: ["de"] } },
      `CORDON_POLICY_COUNTRY_MALFORMED at ${AT}/location/countries/0: this is not a country code. Got: "de". Allowed: ISO 3166-1 alpha-2 in upper case, for example DE. Fix: write DE.`,
    ],
    [
      "the attributes of the subject under their name in a request",
      { attributes: [{ path: "subject.attributes.clearance", operator: ">=", value: 3 }] },
      `CORDON_POLICY_PATH_MALFORMED at ${AT}/attributes/0/path: this is not the path of an attribute. Got: "subject.attributes.clearance". Allowed: subject.<name> for an attribute of the subject, context.<path> for a fact of the context. Fix: did you mean "subject.clearance"?`,
    ],
    ["no countries", { location: { countries: [] } }, `CORDON_POLICY_EMPTY at ${AT}/location/countries`],
    ["nothing in it", { device: {} }, `CORDON_POLICY_EMPTY at ${AT}/device`],
    [
      "a CIDR block with host bits",
      { network: { cidrs: ["10.0.0.5/8"] } },
      `CORDON_CIDR_HOST_BITS at ${AT}/network/cidrs/0: the CIDR block does not start at its network address. Got: "10.0.0.5/8". Allowed: a block whose host bits are all zero. Fix: write 10.0.0.0/8 for the network, or 10.0.0.5/32 for the one address.`,
    ],
    [
      "an octal CIDR block",
      { network: { notCidrs: ["010.0.0.0/8"] } },
      `CORDON_CIDR_MALFORMED at ${AT}/network/notCidrs/0`,
    ],
    ["no CIDR blocks", { network: { cidrs: [] } }, `CORDON_POLICY_EMPTY at ${AT}/network/cidrs`],
    [
      "no methods",
      { authentication: { methods: [] } },
      `CORDON_POLICY_EMPTY at ${AT}/authentication/methods`,
    ],
    [
      "an age below zero",
      { authentication: { maxAgeSeconds: -1 } },
      `CORDON_POLICY_VALUE_NOT_ALLOWED at ${AT}/authentication/maxAgeSeconds: this value must be >= 0. Got: -1`,
    ],
    [
      "a risk as a text",
      { risk: { atMost: "0.7" } },
      `CORDON_POLICY_WRONG_TYPE at ${AT}/risk/atMost: a value of another type is needed. Got: "0.7". Allowed: number`,
    ],
    [
      "another operator",
      { attributes: [{ path: "subject.a", operator: "=", value: 1 }] },
      `CORDON_POLICY_VALUE_NOT_ALLOWED at ${AT}/attributes/0/operator`,
    ],
    [
      "a path of the resource",
      { attributes: [{ path: "resource.owner", operator: "==", value: 1 }] },
      `CORDON_POLICY_PATH_MALFORMED at ${AT}/attributes/0/path: this is not the path of an attribute. Got: "resource.owner"`,
    ],
    [
      "an empty part of a path",
      { attributes: [{ path: "context..a", operator: "==", value: 1 }] },
      `CORDON_POLICY_PATH_MALFORMED at ${AT}/attributes/0/path`,
    ],
    [
      "no alternatives",
      { attributes: [{ path: "subject.a", operator: "in", value: [] }] },
      `CORDON_POLICY_EMPTY at ${AT}/attributes/0/value`,
    ],
    [
      "one value for in",
      { attributes: [{ path: "subject.a", operator: "in", value: 1 }] },
      `CORDON_POLICY_WRONG_TYPE at ${AT}/attributes/0/value: a value of another type is needed. Got: 1. Allowed: array`,
    ],
    [
      "an order of truth values",
      { attributes: [{ path: "subject.a", operator: "<", value: true }] },
      `CORDON_POLICY_WRONG_TYPE at ${AT}/attributes/0/value`,
    ],
    [
      "a list for ==",
      { attributes: [{ path: "subject.a", operator: "==", value: [1] }] },
      `CORDON_POLICY_WRONG_TYPE at ${AT}/attributes/0/value`,
    ],
    ["no attributes", { attributes: [] }, `CORDON_POLICY_EMPTY at ${AT}/attributes`],
  ])("with %s", (_, conditions, message) => {
    expect(when(conditions)).toContain(message);
  });

  it("with a number beyond every number", () => {
    const text = JSON.stringify({ version: 1, policies: [{ ...SOUND, when: { risk: { atMost: 0 } } }] });
    expect(refusalOf(read(text.replace('"atMost":0', '"atMost":1e400')))).toContain(
      `CORDON_POLICY_WRONG_TYPE at ${AT}/risk/atMost: a value of another type is needed. Got: a number beyond 1.8e308. Allowed: number`,
    );
  });

  it("with a value that is nested", () => {
    const value = JSON.parse(`${"[".repeat(50)}${"]".repeat(50)}`);
    expect(when({ attributes: [{ path: "subject.a", operator: "in", value }] })).toContain(
      "CORDON_POLICY_WRONG_TYPE",
    );
  });
});

describe("a request", () => {
  const compiled = compile([
    {
      id: "deep",
      effect: "allow",
      subjects: ["*"],
      actions: ["*"],
      resources: ["*"],
      when: { attributes: [{ path: `context${".a".repeat(100)}`, operator: "==", value: 1 }] },
    },
    {
      id: "bounded",
      effect: "allow",
      subjects: ["*"],
      actions: ["*"],
      resources: ["*"],
      when: { risk: { atMost: 1e308 } },
    },
  ]);
  const ask = (context: string) =>
    decide(compiled, JSON.parse(`{"subject":{"id":"u"},"action":"a","resource":"r","context":${context}}`));

  it("may be nested a hundred levels deep, or a hundred thousand", () => {
    const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
    expect(ask(nested(100)).policy).toBe("deep");
    expect(ask(nested(99)).reason).toBe("attribute_not_satisfied");
    expect(ask(nested(100_000)).decision).toBe("deny");
  });

  it("whose number is beyond every number has an unknown risk", () => {
    expect(ask('{"risk":1e400}')).toMatchObject({ decision: "deny", policy: "deep" });
    expect(ask('{"risk":-1e400}')).toMatchObject({ decision: "deny" });
    expect(ask('{"risk":1}').policy).toBe("bounded");
  });

  it("with a __proto__ changes nothing", () => {
    expect(ask('{"__proto__":{"risk":0}}').decision).toBe("deny");
    expect(
      decide(compiled, JSON.parse('{"__proto__":{"subject":{"id":"u"}},"action":"a","resource":"r"}')).reason,
    ).toBe("invalid_request");
  });
});
