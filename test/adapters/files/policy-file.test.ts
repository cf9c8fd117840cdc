import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readPolicyFile, subjectPolicyCompiler } from "../../../adapters/files/policy-file.js";
import { readPolicies } from "../../../core/policy/language/read-policies.js";
import { policyValidatorModule, VALIDATOR_FILE } from "../../../scripts/policy-validator.js";

it("is checked by what `npm run generate` writes", () => {
  expect(readFileSync(VALIDATOR_FILE, "utf8")).toBe(policyValidatorModule());
});

/** Whether the command-line tool accepts the file. */
const isAccepted = (file: unknown) => readPolicies([{ source: "file", text: JSON.stringify(file) }]).ok;

const FULL = {
  version: 1,
  policies: [
    {
      id: "orders-read",
      effect: "allow",
      subjects: ["user:u-17", "*"],
      actions: ["orders:Read*"],
      resources: ["orders/*"],
      notBefore: "2026-01-01T00:00:00Z",
      expiresAt: "2027-01-01T00:00:00+01:00",
      justification: "incident",
      when: {
        time: { zone: "Europe/Berlin", days: ["mon"], from: "09:00", to: "17:00", holidays: ["2026-12-25"] },
        location: { countries: ["DE"], notCountries: ["AT"] },
        network: { cidrs: ["10.0.0.0/8"], notCidrs: ["10.1.0.0/16"] },
        device: { registered: true, postureAtLeast: 3 },
        authentication: { assuranceAtLeast: 2, methods: ["webauthn"], maxAgeSeconds: 3600 },
        risk: { atMost: 0.7 },
        justified: true,
        attributes: [
          { path: "subject.clearance", operator: ">=", value: 3 },
          { path: "context.ticket", operator: "in", value: ["a", "b"] },
        ],
      },
    },
  ],
};

/** Every place in a value, as the way of keys that leads there. */
function waysInto(value: unknown, way: readonly string[] = []): string[][] {
  const below =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, part]) => waysInto(part, [...way, key]))
      : [];
  return way.length === 0 ? below : [[...way], ...below];
}

/** The value with one place exchanged, renamed or deleted. */
function changed(value: unknown, [key, ...rest]: readonly string[], change: Change): unknown {
  if (key === undefined) return value;
  const entries = Object.entries(value as object).flatMap(([name, part]) => {
    if (name !== key) return [[name, part]];
    if (rest.length > 0) return [[name, changed(part, rest, change)]];
    if (change.kind === "delete") return [];
    return change.kind === "rename" ? [[`${name}x`, part]] : [[name, change.by]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

type Change = { kind: "delete" } | { kind: "rename" } | { kind: "exchange"; by: unknown };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant({ kind: "delete" } as const),
  fc.constant({ kind: "rename" } as const),
  fc
    .oneof(
      fc.jsonValue(),
      fc.constantFrom(
        "",
        "17:00",
        "09:00",
        "24:00",
        "DE",
        "de",
        "10.0.0.1/8",
        "user:",
        "2026-02-30",
        "Mars/Olympus",
      ),
    )
    .map((by) => ({ kind: "exchange", by }) as const),
);

it("is accepted exactly where the command-line tool accepts it", () => {
  expect(isAccepted(FULL)).toBe(true);
  fc.assert(
    fc.property(fc.constantFrom(...waysInto(FULL)), change, (way, mutation) => {
      const file: unknown = JSON.parse(JSON.stringify(changed(FULL, way, mutation)));
      const accepted = readPolicyFile(JSON.stringify(file)).ok;
      expect(accepted).toBe(isAccepted(file));
      // What is accepted compiles: nothing is left for the compiler to stumble over.
      if (accepted) subjectPolicyCompiler()(JSON.stringify(file));
    }),
    { numRuns: 2000 },
  );
});

it("is compiled once for the same text", () => {
  const compiler = subjectPolicyCompiler();
  const text = JSON.stringify(FULL);
  expect(compiler(text)).toBe(compiler(text));
  expect(compiler("{")).toBeUndefined();
});

it("accepts every policy of the scenarios that pin their semantics", () => {
  const folder = new URL("../../scenarios/policy/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    const { policies } = JSON.parse(readFileSync(new URL(name, folder), "utf8"));
    if (!Array.isArray(policies)) continue;
    const file = { version: 1, policies };
    expect(readPolicyFile(JSON.stringify(file)).ok, name).toBe(isAccepted(file));
  }
});

/** What no schema says, by the code of the one problem that each file has. */
const REFUSED: readonly (readonly [code: string, file: string])[] = (() => {
  const [policy] = FULL.policies;
  const window = { zone: "UTC", from: "09:00", to: "09:00" };
  const text = (...policies: readonly unknown[]) => JSON.stringify({ version: 1, policies });
  return [
    ["CORDON_JSON_SYNTAX", "{"],
    [
      "CORDON_JSON_DUPLICATE_KEY",
      text(policy).replace('"effect":"allow"', '"effect":"deny","effect":"allow"'),
    ],
    ["CORDON_POLICY_DUPLICATE_ID", text(policy, policy)],
    ["CORDON_POLICY_WINDOW_EMPTY", text({ ...policy, when: { time: window } })],
  ];
})();

for (const [code, text] of REFUSED) {
  it(`is refused with the problem that \`cordon policy check\` finds: ${code}`, () => {
    const here = readPolicyFile(text);
    const there = readPolicies([{ source: "policies", text }]);
    expect(here).toEqual(there);
    expect(here.ok ? [] : here.problems.map((problem) => problem.code)).toEqual([code]);
  });
}

it("says of a file that breaks the schema who knows where", () => {
  const read = readPolicyFile(JSON.stringify({ version: 2, policies: [] }));
  expect(read).toMatchObject({
    ok: false,
    problems: [{ code: "CORDON_POLICY_VALUE_NOT_ALLOWED", where: "policies" }],
  });
});
