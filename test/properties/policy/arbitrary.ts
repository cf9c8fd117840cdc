import fc from "fast-check";
import {
  type AccessPolicy,
  ATTRIBUTE_OPERATORS,
  type Conditions,
  WEEKDAYS,
} from "../../../core/policy/language/policy.js";

/** Few different values, so that policies and requests meet often; one in six facts is missing or mistyped. */

const ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
const METHODS = ["webauthn", "totp", "password"];
const COUNTRIES = ["DE", "FR", "KP"];
const CIDRS = ["10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "2001:db8::/32", "0.0.0.0/0"];
const ADDRESSES = [
  "10.1.2.3",
  "10.9.9.9",
  "192.0.2.1",
  "203.0.113.5",
  "2001:db8::1",
  "::ffff:10.1.0.1",
  "2001:db9::1",
];
const NAMES = ["a", "b", "ab", "a/b", "a/b/c", "b/a"];
const PATTERNS = ["*", "a", "b", "a*", "*b", "a/*", "*/b", "a*c", "*/*", "a/b", "a**b", "*a*b*"];
const GROUPS = ["oncall", "leads", "on*", "contractors"];
const SUBJECTS = [
  "*",
  "user:u1",
  "user:u2",
  "user:u*",
  "service:u1",
  "service:*",
  ...GROUPS.map((name) => `group:${name}`),
];
/** Around the changes of daylight saving of 2026, and an ordinary week. */
const INSTANTS = [
  "2026-03-08T05:00:00Z",
  "2026-03-29T00:00:00Z",
  "2026-06-10T00:00:00Z",
  "2026-10-25T00:00:00Z",
  "2026-11-01T04:00:00Z",
];

const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength: 1, maxLength: 3 });

const optional = <T extends object>(
  shape: { [Key in keyof T]: fc.Arbitrary<NonNullable<T[Key]>> },
): fc.Arbitrary<T> => fc.record(shape, { requiredKeys: [] }) as unknown as fc.Arbitrary<T>;

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom("00", "30"))
  .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${minute}`);

export const timeSpecification: fc.Arbitrary<NonNullable<Conditions["time"]>> = fc
  .record(
    {
      zone: fc.constantFrom(...ZONES),
      days: some(WEEKDAYS),
      holidays: fc.subarray(["2026-03-08", "2026-06-10", "2026-10-25"]),
      hours: fc.tuple(clock, clock).filter(([from, to]) => from !== to),
    },
    { requiredKeys: ["zone"] },
  )
  .map(({ hours, ...rest }) => ({
    ...rest,
    ...(hours === undefined ? {} : { from: hours[0], to: hours[1] }),
  }));

/** An instant near one of {@link INSTANTS}, to the millisecond. */
export const instant: fc.Arbitrary<number> = fc
  .tuple(fc.constantFrom(...INSTANTS), fc.integer({ min: -3 * 48, max: 3 * 48 }), fc.constantFrom(-1, 0, 1))
  .map(([base, halfHours, milliseconds]) => Date.parse(base) + halfHours * 1_800_000 + milliseconds);

const instantText = instant.map((milliseconds) => new Date(milliseconds).toISOString());

const scalar = fc.constantFrom<string | number | boolean>("x", "y", 1, 2, 3, true, false);
const attribute = fc.constantFrom(...ATTRIBUTE_OPERATORS).chain((operator) =>
  fc.record({
    path: fc.constantFrom(
      "subject.level",
      "subject.tags",
      "context.device.posture",
      "context.ticket.state",
      "context.authentication.assurance",
    ),
    operator: fc.constant(operator),
    value:
      operator === "in" || operator === "notIn"
        ? fc.array(scalar, { minLength: 1, maxLength: 3 })
        : operator === "==" || operator === "!=" || operator === "contains"
          ? scalar
          : fc.constantFrom<string | number>("x", 1, 2, 3),
  }),
);

const conditions: fc.Arbitrary<Conditions> = optional<Conditions>({
  time: timeSpecification,
  location: fc.oneof(
    fc.record({ countries: some(COUNTRIES) }),
    fc.record({ notCountries: fc.subarray(COUNTRIES) }),
    fc.record({ countries: some(COUNTRIES), notCountries: fc.subarray(COUNTRIES) }),
  ),
  network: fc.oneof(
    fc.record({ cidrs: some(CIDRS) }),
    fc.record({ notCidrs: fc.subarray(CIDRS) }),
    fc.record({ cidrs: some(CIDRS), notCidrs: fc.subarray(CIDRS) }),
  ),
  device: fc.oneof(
    fc.record({ registered: fc.boolean() }),
    fc.record({ postureAtLeast: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ registered: fc.boolean(), postureAtLeast: fc.integer({ min: 1, max: 4 }) }),
  ),
  authentication: fc.oneof(
    fc.record({ assuranceAtLeast: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ methods: some(METHODS) }),
    fc.record({ maxAgeSeconds: fc.constantFrom(0, 1800, 3600) }),
    fc.record({
      assuranceAtLeast: fc.integer({ min: 1, max: 3 }),
      methods: some(METHODS),
      maxAgeSeconds: fc.constant(1800),
    }),
  ),
  risk: fc.record({ atMost: fc.constantFrom(0.2, 0.5, 0.8) }),
  justified: fc.boolean(),
  attributes: fc.array(attribute, { minLength: 1, maxLength: 2 }),
});

/** Few conditions, or most policies would say no to everything. */
const fewConditions = fc.tuple(conditions, fc.array(fc.nat(7), { maxLength: 3 })).map(([all, chosen]) => {
  const entries = Object.entries(all);
  return Object.fromEntries(chosen.flatMap((index) => entries.slice(index, index + 1))) as Conditions;
});

const policyBody: fc.Arbitrary<Omit<AccessPolicy, "id">> = optional<Omit<AccessPolicy, "id">>({
  effect: fc.constantFrom("allow", "allow", "allow", "deny"),
  subjects: some(SUBJECTS),
  actions: some(PATTERNS),
  resources: some(PATTERNS),
  notBefore: instantText,
  expiresAt: instantText,
  when: fewConditions,
}).map(({ effect = "allow", subjects = ["*"], actions = ["*"], resources = ["*"], ...rest }) => ({
  effect,
  subjects,
  actions,
  resources,
  ...rest,
}));

/** Access policies with different ids. */
export function policies(maxLength: number): fc.Arbitrary<AccessPolicy[]> {
  return withIds(policyBody, maxLength);
}

const namedBody: fc.Arbitrary<Omit<AccessPolicy, "id">> = fc.record({
  effect: fc.constantFrom("allow", "deny"),
  subjects: fc.constantFrom("user:u1", "service:u1", "group:oncall", "group:leads").map((name) => [name]),
  actions: fc.constantFrom("a", "ab", "a/b").map((name) => [name]),
  resources: fc.constantFrom("a", "ab", "a/b").map((name) => [name]),
});

const oneOrTwo = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(value, { minLength: 1, maxLength: 2 });

const SHORT_TEXT = fc.stringMatching(/^[ab/é]{1,6}$/);
const SHORT_PATTERN = fc.stringMatching(/^[ab/é*]{1,5}$/);

/** So many access policies that an index splits them at every level. */
export const manyPolicies: fc.Arbitrary<AccessPolicy[]> = fc
  .array(
    fc.record({
      effect: fc.constantFrom<AccessPolicy["effect"][]>("allow", "deny"),
      subjects: oneOrTwo(fc.constantFrom(...SUBJECTS, "user:u1", "user:u2", "group:oncall")),
      actions: oneOrTwo(fc.constantFrom("a", "ab", "a/b", "*", "a*", "*b")),
      resources: oneOrTwo(SHORT_PATTERN),
    }),
    { minLength: 70, maxLength: 600 },
  )
  .map((bodies) => bodies.map((body, index) => ({ id: `p${index}`, ...body })));

/** A request that {@link manyPolicies} are about. */
export const shortRequest = fc.record({
  subject: fc.record({
    id: fc.constantFrom("u1", "u2", "x"),
    kind: fc.constantFrom("user", "service"),
    groups: fc.oneof(fc.subarray(["oncall", "leads", "others"]), fc.constantFrom(7, ["leads", 3])),
  }),
  action: fc.constantFrom("a", "ab", "a/b", "b"),
  resource: SHORT_TEXT,
});

/** Access policies of which each names one subject, one action and one resource. */
export function namedPolicies(maxLength: number): fc.Arbitrary<AccessPolicy[]> {
  return withIds(namedBody, maxLength);
}

function withIds(
  body: fc.Arbitrary<Omit<AccessPolicy, "id">>,
  maxLength: number,
): fc.Arbitrary<AccessPolicy[]> {
  return fc
    .array(body, { maxLength })
    .map((bodies) => bodies.map((each, index) => ({ id: `p${(index * 7) % maxLength}-${index}`, ...each })));
}

/** A fact that is there, missing, null or of another type. */
const fact = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 10, arbitrary: value },
    { weight: 2, arbitrary: fc.constantFrom(undefined, null, "x", 7, true, [], {}, Infinity) },
  );

/** A request, sound but for some of its facts. */
export const request: fc.Arbitrary<{
  readonly context: Record<string, unknown>;
  readonly [name: string]: unknown;
}> = fc
  .record({
    subject: fc.record({
      id: fc.constantFrom("u1", "u2", "x"),
      kind: fc.constantFrom(undefined, "user", "service"),
      groups: fact(fc.subarray(["oncall", "leads", "contractors", "others"])),
      attributes: fact(
        fc.record({
          level: fact(scalar),
          tags: fact(fc.subarray<unknown>(["x", "y", 1])),
        }),
      ),
    }),
    action: fc.constantFrom(...NAMES),
    resource: fc.constantFrom(...NAMES),
    context: fc.record({
      time: fact(instantText),
      sourceIp: fact(fc.constantFrom(...ADDRESSES)),
      country: fact(fc.constantFrom(...COUNTRIES, "de")),
      device: fact(
        fc.record({ registered: fact(fc.boolean()), posture: fact(fc.integer({ min: 1, max: 4 })) }),
      ),
      authentication: fact(
        fc.record({
          assurance: fact(fc.integer({ min: 1, max: 3 })),
          methods: fact(fc.subarray(METHODS)),
          at: fact(instantText),
        }),
      ),
      risk: fact(fc.constantFrom(0.1, 0.2, 0.5, 0.9)),
      justification: fact(fc.constantFrom("because", " ")),
      ticket: fact(fc.record({ state: scalar })),
    }),
  })
  .map(withoutUndefined);

/** A key that JSON cannot write is one that is missing. */
function withoutUndefined<T>(value: T): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.map(([name, part]) => [name, withoutUndefined(part)])) as T;
}
