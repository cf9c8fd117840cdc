import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CompiledPolicies, compile } from "../../../core/policy/engine/compile.js";
import type { CompiledPolicy } from "../../../core/policy/engine/compiled-policy.js";
import { bitOf } from "../../../core/policy/engine/index/signature.js";
import type { RelevantPolicies } from "../../../core/policy/engine/judged-policy.js";
import { judge } from "../../../core/policy/engine/verdict.js";
import { matchesPattern } from "../../../core/policy/language/pattern.js";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import { FALSE, TRUE, UNKNOWN } from "../../../core/policy/language/truth.js";
import { RequestFacts } from "../../../core/policy/request/facts.js";
import { isProblem, type ReadRequest, readRequest } from "../../../core/policy/request/read-request.js";
import { runs } from "../../harness/property-runs.js";
import { manyPolicies, namedPolicies, policies, request, shortRequest } from "./arbitrary.js";
import { plainDecide } from "./plain-engine.js";
import { expectRefuted } from "./refutation.js";
import { textsOfOneKey } from "./same-key.js";

type Judge = (matches: RelevantPolicies, facts: RequestFacts) => boolean;

/** Whether a way of judging allows what the plain engine allows. */
const agreesWithPlainEngine = (allows: Judge) =>
  fc.property(policies(12), request, (set, one) => {
    const read = readRequest(one);
    if (isProblem(read)) return true;
    const matches = compile(set).index.lookUp(read);
    return allows(matches, new RequestFacts(read.body)) === (plainDecide(set, one).decision === "allow");
  });

const outcomes = ({ when }: RelevantPolicies["allows"][number], facts: RequestFacts) =>
  when.conditions.map((condition) => condition.evaluate(facts));

describe("judging", () => {
  it("allows what the plain engine allows", () => {
    fc.assert(
      agreesWithPlainEngine((matches, facts) => judge(matches, facts).allowed),
      runs(2000),
    );
  });

  it.each<[string, Judge]>([
    [
      "lets an unknown fact stop a deny policy",
      ({ allows, denies }, facts) =>
        !denies.some((policy) => outcomes(policy, facts).every((truth) => truth === TRUE)) &&
        judge({ allows, denies: [] }, facts).allowed,
    ],
    [
      "lets an unknown fact satisfy an allow policy",
      ({ allows, denies }, facts) =>
        judge({ allows: [], denies }, facts).denial === undefined &&
        allows.some((policy) => !outcomes(policy, facts).includes(FALSE)),
    ],
    [
      "takes unknown for false in a deny policy alone",
      ({ allows, denies }, facts) =>
        judge(
          { allows, denies: denies.filter((policy) => !outcomes(policy, facts).includes(UNKNOWN)) },
          facts,
        ).allowed,
    ],
    ["lets an allow policy override", ({ allows }, facts) => judge({ allows, denies: [] }, facts).allowed],
    ["allows by default", (matches, facts) => judge(matches, facts).denial === undefined],
    [
      "asks only the first allow policy",
      ({ allows, denies }, facts) => judge({ allows: allows.slice(0, 1), denies }, facts).allowed,
    ],
    [
      "asks only the first deny policy",
      ({ allows, denies }, facts) => judge({ allows, denies: denies.slice(0, 1) }, facts).allowed,
    ],
    [
      "looks only at the first condition",
      ({ allows, denies }, facts) =>
        judge({ allows: [], denies }, facts).denial === undefined &&
        allows.some((policy) => (outcomes(policy, facts)[0] ?? TRUE) === TRUE),
    ],
  ])("and a variant that %s is found out", (_, variant) => {
    expectRefuted(agreesWithPlainEngine(variant));
  });
});

function soundRequest(request: unknown): ReadRequest {
  const read = readRequest(request);
  if (isProblem(read)) throw new Error(read.problem);
  return read;
}

type LookUp = (compiled: CompiledPolicies, read: ReadRequest) => readonly CompiledPolicy[];

const everyMatch: LookUp = ({ index }, read) => {
  const { allows, denies } = index.lookUp(read);
  return [...allows, ...denies].map(({ policy }) => policy);
};

/** Whether a lookup finds every policy that is about a request, once, and no other. */
const isExact =
  (lookUp: LookUp) =>
  (set: readonly AccessPolicy[], requests: readonly unknown[]): boolean => {
    const compiled = compile(set);
    return requests.every((one) => {
      const read = readRequest(one);
      if (isProblem(read)) return true;
      const about = compiled.index.all(read);
      const ids = (of: readonly CompiledPolicy[]): string =>
        of
          .map(({ id }) => id)
          .sort()
          .join();
      return ids(lookUp(compiled, read)) === ids(about);
    });
  };

const findsAllAndOnly = (lookUp: LookUp) =>
  fc.property(
    fc.oneof(policies(60), namedPolicies(60)),
    fc.array(request, { minLength: 1, maxLength: 8 }),
    isExact(lookUp),
  );

describe("the index", () => {
  it("finds every policy that is about a request, once, and no other", () => {
    fc.assert(findsAllAndOnly(everyMatch), runs(400));
  });

  it("does so among hundreds of policies that it splits", () => {
    const requests = fc.array(shortRequest, { minLength: 10, maxLength: 20 });
    fc.assert(fc.property(manyPolicies, requests, isExact(everyMatch)), runs(200));
  });

  it.each<[string, LookUp]>([
    [
      "forgets wildcards at the beginning of a resource",
      (compiled, read) =>
        everyMatch(compiled, read).filter(({ resources }) =>
          resources.some(({ exact, prefix }) => exact !== null || prefix !== ""),
        ),
    ],
    [
      "forgets wildcards at the end of an action",
      (compiled, read) =>
        everyMatch(compiled, read).filter(({ actions }) =>
          actions.some(({ exact, suffix }) => exact !== null || suffix !== ""),
        ),
    ],
    [
      "takes groups that cannot be read for none",
      (compiled, read) => everyMatch(compiled, { ...read, subject: { ...read.subject, groupsKnown: true } }),
    ],
    [
      "finds a policy once for each of its resources",
      (compiled, read) =>
        everyMatch(compiled, read).flatMap((policy) =>
          policy.resources.filter((pattern) => matchesPattern(pattern, read.resource)).map(() => policy),
        ),
    ],
    [
      "takes a service for the user of its name",
      (compiled, read) => everyMatch(compiled, { ...read, subject: { ...read.subject, kind: "user" } }),
    ],
    [
      "looks at the first group alone",
      (compiled, read) =>
        everyMatch(compiled, {
          ...read,
          subject: { ...read.subject, groups: read.subject.groups.slice(0, 1) },
        }),
    ],
  ])("and a variant that %s is found out", (_, variant) => {
    expectRefuted(findsAllAndOnly(variant));
  });

  it("finds them in a set that is split at every level, by prefix, by suffix and by both", () => {
    const set = Array.from({ length: 4000 }, (_, number) => ({
      id: `p${number}`,
      effect: number % 7 === 0 ? ("deny" as const) : ("allow" as const),
      subjects: [
        number % 3 === 0 ? `group:g${number % 50}` : `user:u${number % 90}`,
        `service:s${number % 11}`,
      ],
      actions: [`app${number % 5}:Do${number % 20}`, ...(number % 4 === 0 ? [`app${number % 5}:*`] : [])],
      resources: [[`r/${number}/x`, `r/${number}/*`, `*/${number}/x`, `r/*/${number}`][number % 4] as string],
    }));
    const { index } = compile(set);
    for (let number = 0; number < 4000; number += 37) {
      for (const resource of [`r/${number}/x`, `r/${number}/${number}`, `q/${number}/x`]) {
        const read = soundRequest({
          subject: { id: `u${number % 90}`, groups: [`g${number % 50}`, "g1"] },
          action: `app${number % 5}:Do${number % 20}`,
          resource,
        });
        const { allows, denies } = index.lookUp(read);
        const about = index.all(read);
        expect([...allows, ...denies].map(({ id }) => id).sort()).toEqual(about.map(({ id }) => id).sort());
      }
    }
  });

  it("finds, in a set that is split by subject, those too that name nobody", () => {
    const about = { effect: "deny" as const, actions: ["a"], resources: ["r"] };
    const set = [
      ...Array.from({ length: 200 }, (_, number) => ({
        id: `p${number}`,
        ...about,
        subjects: [`user:u${number}`],
      })),
      { id: "everyone", ...about, subjects: ["*"] },
      { id: "users", ...about, subjects: ["user:*"] },
      { id: "begins", ...about, subjects: ["user:u1*"] },
    ];
    const request = (id: string, kind: string) => ({ subject: { id, kind }, action: "a", resource: "r" });
    const requests = [request("u17", "user"), request("u9", "user"), request("u17", "service")];
    expect(isExact(everyMatch)(set, requests)).toBe(true);
  });

  /** A text and a longer one that begins with it, which a leaf cannot tell apart by their bits. */
  const sameSignature = (): [string, string] => {
    for (let number = 0; ; number += 1) {
      const text = `r/${number}`;
      if (bitOf(text) === bitOf(`${text}/x`)) return [text, `${text}/x`];
    }
  };

  it.each<[string, () => [string, string]]>([
    ["have the same key", textsOfOneKey],
    ["begin alike and have the same signature", sameSignature],
    ["are as long as a record holds, or longer by one", () => ["r".repeat(255), "r".repeat(256)]],
    ["have characters that no record holds", () => ["r/\u00e9", "r/\u0301e"]],
    ["differ by 256 in one character", () => ["r/A", "r/\u0141"]],
    ["differ in case", () => ["r/a", "r/A"]],
  ])("tells names apart that %s", (_, makeNames) => {
    const [one, other] = makeNames();
    // Few policies are one leaf, many are split by the name.
    for (const count of [0, 200]) {
      const others = Array.from({ length: count }, (_, number) => `x${number}`);
      const names = [one, other, ...others];
      const bySubject = names.map((name) => ({
        subjects: [`user:${name}`],
        actions: ["a"],
        resources: ["r"],
      }));
      const byGroup = names.map((name) => ({
        subjects: [`group:${name}`],
        actions: ["a"],
        resources: ["r"],
      }));
      const byAction = names.map((name) => ({ subjects: ["user:u"], actions: [name], resources: ["r"] }));
      const byResource = names.map((name) => ({ subjects: ["user:u"], actions: ["a"], resources: [name] }));
      const found = (set: typeof bySubject, request: unknown): string[] => {
        const read = soundRequest(request);
        const { index } = compile(
          set.map((policy, number) => ({ id: `p${number}`, effect: "allow" as const, ...policy })),
        );
        return index.lookUp(read).allows.map(({ id }) => id);
      };
      for (const [number, name] of [one, other].entries()) {
        const only = [`p${number}`];
        expect(found(bySubject, { subject: { id: name }, action: "a", resource: "r" })).toEqual(only);
        const member = { id: "u", groups: [name] };
        expect(found(byGroup, { subject: member, action: "a", resource: "r" })).toEqual(only);
        expect(found(byAction, { subject: { id: "u" }, action: name, resource: "r" })).toEqual(only);
        expect(found(byResource, { subject: { id: "u" }, action: "a", resource: name })).toEqual(only);
      }
    }
  });

  it("finds every deny of a group, and no allow, for a subject whose groups cannot be read", () => {
    const set = Array.from({ length: 200 }, (_, number) => ({
      id: `p${number}`,
      effect: number % 2 === 0 ? ("deny" as const) : ("allow" as const),
      subjects: [`group:g${number}`],
      actions: ["a"],
      resources: ["r"],
    }));
    const read = soundRequest({ subject: { id: "u", groups: "g7" }, action: "a", resource: "r" });
    const { allows, denies } = compile(set).index.lookUp(read);
    expect(allows).toEqual([]);
    expect(denies).toHaveLength(100);
  });

  it("finds a policy once for a subject that has a group twice", () => {
    const set = Array.from({ length: 200 }, (_, number) => ({
      id: `p${number}`,
      effect: "allow" as const,
      subjects: [`group:g${number}`],
      actions: ["a"],
      resources: ["r"],
    }));
    const read = soundRequest({ subject: { id: "u", groups: ["g7", "g7"] }, action: "a", resource: "r" });
    expect(
      compile(set)
        .index.lookUp(read)
        .allows.map(({ id }) => id),
    ).toEqual(["p7"]);
  });

  it("does not grow with a policy that names a thousand of everything", () => {
    const names = Array.from({ length: 1000 }, (_, number) => `n${number}`);
    const set = Array.from({ length: 20 }, (_, number) => ({
      id: `p${number}`,
      effect: "allow" as const,
      subjects: names.map((name) => `user:${name}`),
      actions: names,
      resources: names,
    }));
    const read = soundRequest({ subject: { id: "n7" }, action: "n8", resource: "n9" });
    expect(compile(set).index.lookUp(read).allows).toHaveLength(20);
  });
});
