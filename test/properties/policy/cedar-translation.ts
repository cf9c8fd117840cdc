import { formatIpv4, formatIpv6, parseAddress, unmapIpv4 } from "../../../core/network/address.js";
import type {
  AccessPolicy,
  AttributeSpecification,
  Conditions,
  Scalar,
} from "../../../core/policy/language/policy.js";

/**
 * Access policies and requests in Cedar, as far as Cedar can say what they say.
 *
 * Cedar skips a policy whose condition fails on a missing attribute, so every test is guarded with `has`; and it has
 * no truth value for unknown, so an allow policy is translated by when it is true, a deny policy by when it is not
 * false. Facts enter the context under a name for their type, and only where they have one. Left out: time windows
 * (Cedar has no time zones), orders of texts, and wildcards in group names.
 */

/** Whether Cedar can express the policy. */
export function isTranslatable({ subjects, when = {} }: AccessPolicy): boolean {
  const ordersTexts = (when.attributes ?? []).some(
    ({ operator, value }) => /[<>]/.test(operator) && typeof value === "string",
  );
  return when.time === undefined && !ordersTexts && !subjects.some((subject) => /^group:.*\*/.test(subject));
}

/** The policy as Cedar text. */
export function cedarPolicy(policy: AccessPolicy): string {
  const { effect, subjects, actions, resources } = policy;
  const tests = [
    anyOf(subjects.map((subject) => subjectTest(subject, effect))),
    anyOf(actions.map((action) => `context.action like ${like(action)}`)),
    anyOf(resources.map((resource) => `context.resource like ${like(resource)}`)),
    ...conditionTests(policy).map(([isTrue, isFalse]) => (effect === "allow" ? isTrue : `!(${isFalse})`)),
  ];
  return `${effect === "allow" ? "permit" : "forbid"}(principal, action, resource) when { ${tests.map((test) => `(${test})`).join(" && ")} };`;
}

function anyOf(tests: readonly string[]): string {
  return tests.length === 0 ? "false" : tests.map((test) => `(${test})`).join(" || ");
}

function allOf(tests: readonly string[]): string {
  return tests.length === 0 ? "true" : tests.map((test) => `(${test})`).join(" && ");
}

/** Cedar's `like` has the same wildcard, and a backslash to escape it. */
function like(pattern: string): string {
  return JSON.stringify(pattern);
}

function subjectTest(subject: string, effect: "allow" | "deny"): string {
  if (subject === "*") return "true";
  const [kind = "", ...rest] = subject.split(":");
  const name = rest.join(":");
  if (kind !== "group") return `context.kind == "${kind}" && context.id like ${like(name)}`;
  return `principal in Group::${JSON.stringify(name)}${effect === "deny" ? " || !context.groupsKnown" : ""}`;
}

/** For each condition when it is true and when it is false; unknown is neither. */
function conditionTests({
  notBefore,
  expiresAt,
  when = {},
}: AccessPolicy): [isTrue: string, isFalse: string][] {
  const tests: [string, string][] = [];
  const add = (fact: string, test: string): void => {
    tests.push([`context has ${fact} && (${test})`, `context has ${fact} && !(${test})`]);
  };
  if (notBefore !== undefined) add("now", `context.now >= ${Date.parse(notBefore)}`);
  if (expiresAt !== undefined) add("now", `context.now < ${Date.parse(expiresAt)}`);
  const { countries, notCountries = [] } = when.location ?? {};
  if (countries !== undefined || notCountries.length > 0) {
    const among = countries === undefined ? "true" : `${JSON.stringify(countries)}.contains(context.country)`;
    add("country", `${among} && !${JSON.stringify(notCountries)}.contains(context.country)`);
  }
  if (when.device !== undefined) tests.push(deviceTest(when.device));
  const { cidrs, notCidrs = [] } = when.network ?? {};
  if (cidrs !== undefined || notCidrs.length > 0) {
    const inRange = (blocks: readonly string[]) =>
      anyOf(blocks.map((block) => `context.address.isInRange(ip("${block}"))`));
    add("address", `(${cidrs === undefined ? "true" : inRange(cidrs)}) && !(${inRange(notCidrs)})`);
  }
  if (when.authentication !== undefined) tests.push(authenticationTest(when.authentication));
  if (when.risk !== undefined) add("risk", `context.risk <= ${Math.round(when.risk.atMost * 100)}`);
  if (when.justified !== undefined) add("justified", `context.justified == ${when.justified}`);
  for (const entry of when.attributes ?? []) tests.push(attributeTest(entry));
  return tests;
}

type Parts = readonly (readonly [fact: string, test: string])[];

/** A conjunction: true where all parts are, false where one is. */
function conjunction(parts: Parts): [isTrue: string, isFalse: string] {
  return [
    allOf(parts.map(([fact, test]) => `context has ${fact} && (${test})`)),
    anyOf(parts.map(([fact, test]) => `context has ${fact} && !(${test})`)),
  ];
}

function deviceTest({ registered, postureAtLeast }: NonNullable<Conditions["device"]>): [string, string] {
  const parts: [string, string][] = [];
  if (registered !== undefined) parts.push(["registered", `context.registered == ${registered}`]);
  if (postureAtLeast !== undefined) parts.push(["posture", `context.posture >= ${postureAtLeast}`]);
  return conjunction(parts);
}

function authenticationTest({
  assuranceAtLeast,
  methods,
  maxAgeSeconds,
}: NonNullable<Conditions["authentication"]>): [string, string] {
  const parts: [string, string][] = [];
  if (assuranceAtLeast !== undefined) parts.push(["assurance", `context.assurance >= ${assuranceAtLeast}`]);
  if (methods !== undefined)
    parts.push(["methods", `${JSON.stringify(methods)}.containsAny(context.methods)`]);
  if (maxAgeSeconds !== undefined) parts.push(["age", `context.age <= ${maxAgeSeconds * 1000}`]);
  const [isTrue, isFalse] = conjunction(parts);
  // One in the future is neither true nor false.
  const believed = "!(context has age && context.age < 0)";
  return [`${believed} && (${isTrue})`, `${believed} && (${isFalse})`];
}

/** The name in the context of an attribute of a type. */
function typed(path: string, type: string): string {
  return `${path.replaceAll(".", "_")}_${type}`;
}

function attributeTest({ path, operator, value }: AttributeSpecification): [isTrue: string, isFalse: string] {
  const values = [value].flat() as Scalar[];
  const equals = (wanted: Scalar): [string, string] => {
    const fact = typed(path, typeof wanted);
    return [
      `context has ${fact} && context.${fact} == ${JSON.stringify(wanted)}`,
      `context has ${fact} && context.${fact} != ${JSON.stringify(wanted)}`,
    ];
  };
  const oneOf: [string, string] = [
    anyOf(values.map((wanted) => equals(wanted)[0])),
    allOf(values.map((wanted) => equals(wanted)[1])),
  ];
  switch (operator) {
    case "==":
    case "in":
      return oneOf;
    case "!=":
    case "notIn":
      return [oneOf[1], oneOf[0]];
    case "contains": {
      const fact = typed(path, `list_${typeof value}`);
      const holds = `context has ${fact} && context.${fact}.contains(${JSON.stringify(value)})`;
      return [holds, `context has ${fact} && !(${holds}) && !context.${fact}_mixed`];
    }
    default: {
      const fact = typed(path, "number");
      return conjunction([[fact, `context.${fact} ${operator} ${value}`]]);
    }
  }
}

const object = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
const wholeNumber = (value: unknown): value is number => Number.isInteger(value);

/** The request as Cedar takes it, for the policies that were translated. */
export function cedarRequest(request: unknown, policies: readonly AccessPolicy[]): object {
  const { subject, action, resource, context } = object(request);
  const { id, kind = "user", groups, attributes } = object(subject);
  const facts = object(context);
  const names = (Array.isArray(groups) ? groups : []).filter((name) => typeof name === "string");
  const groupsKnown = groups === undefined || (Array.isArray(groups) && names.length === groups.length);
  const authentication = object(facts["authentication"]);
  const device = object(facts["device"]);
  const now = instantOf(facts["time"]);
  const at = instantOf(authentication["at"]);
  const { risk, justification, country } = {
    risk: facts["risk"],
    justification: facts["justification"],
    country: facts["country"],
  };
  const methods = authentication["methods"];
  const entries: [string, unknown][] = [
    ["now", now],
    ["age", now === undefined || at === undefined ? undefined : now - at],
    ["country", typeof country === "string" && /^[A-Z]{2}$/.test(country) ? country : undefined],
    ["address", addressOf(facts["sourceIp"])],
    ["registered", typeof device["registered"] === "boolean" ? device["registered"] : undefined],
    ["posture", wholeNumber(device["posture"]) ? device["posture"] : undefined],
    ["assurance", wholeNumber(authentication["assurance"]) ? authentication["assurance"] : undefined],
    ["methods", Array.isArray(methods) ? methods : undefined],
    ["risk", Number.isFinite(risk) ? Math.round((risk as number) * 100) : undefined],
    ["justified", typeof justification === "string" ? justification.trim() !== "" : undefined],
    ...policies
      .flatMap(({ when }) => when?.attributes ?? [])
      .flatMap(({ path }) => typedFacts(path, valueAt(path, attributes, facts))),
  ];
  const parents = names.map((name) => ({ type: "Group", id: name }));
  const principal = { type: kind === "service" ? "Service" : "User", id };
  return {
    principal,
    action: { type: "Action", id: "any" },
    resource: { type: "Resource", id: "any" },
    context: Object.fromEntries([
      ...entries.filter(([, value]) => value !== undefined),
      ["kind", kind],
      ["id", id],
      ["action", action],
      ["resource", resource],
      ["groupsKnown", groupsKnown],
    ]),
    entities: [
      { uid: principal, attrs: {}, parents },
      ...parents.map((uid) => ({ uid, attrs: {}, parents: [] })),
    ],
  };
}

function instantOf(value: unknown): number | undefined {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) return undefined;
  return Date.parse(value);
}

/** Cedar does not take IPv4-mapped addresses for IPv4 ones. */
function addressOf(value: unknown): object | undefined {
  const parsed = typeof value === "string" ? parseAddress(value) : undefined;
  if (parsed === undefined) return undefined;
  const address = unmapIpv4(parsed);
  const text = address.family === "ipv4" ? formatIpv4(address.value) : formatIpv6(address.value);
  return { __extn: { fn: "ip", arg: text } };
}

function valueAt(path: string, attributes: unknown, context: unknown): unknown {
  const [root, ...names] = path.split(".");
  return names.reduce<unknown>(
    (value, name) => (Object.hasOwn(object(value), name) ? object(value)[name] : undefined),
    root === "subject" ? attributes : context,
  );
}

function typedFacts(path: string, value: unknown): [string, unknown][] {
  if (Array.isArray(value)) {
    return ["string", "number", "boolean"].flatMap((type): [string, unknown][] => {
      const ofType = value.filter((element) => typeof element === type && element !== Infinity);
      return [
        [typed(path, `list_${type}`), ofType],
        [`${typed(path, `list_${type}`)}_mixed`, ofType.length < value.length],
      ];
    });
  }
  if (typeof value === "number" && !Number.isInteger(value)) return [];
  return ["string", "number", "boolean"].includes(typeof value) ? [[typed(path, typeof value), value]] : [];
}
