import { describe, expect, it } from "vitest";
import { findingsIn } from "../../../core/policy/analysis/findings.js";
import { impliesConditions } from "../../../core/policy/analysis/implication.js";
import { compile } from "../../../core/policy/engine/compile.js";
import type { AccessPolicy, Conditions } from "../../../core/policy/language/policy.js";

const NOW = Date.parse("2026-06-10T00:00:00Z");

function policy(id: string, change: Partial<AccessPolicy> = {}): AccessPolicy {
  return { id, effect: "allow", subjects: ["group:a"], actions: ["x:Read"], resources: ["r/1"], ...change };
}

/** Kind, policy and reason of every finding. */
function findings(...policies: AccessPolicy[]): string[] {
  const found = findingsIn(compile(policies), { now: NOW, expiringWithinDays: 30 });
  return found.map(({ kind, severity, policy: id, because }) =>
    `${severity} ${kind} ${id} ${because.join()}`.trim(),
  );
}

describe("findings", () => {
  it.each<[string, AccessPolicy[], string[]]>([
    ["an expired policy", [policy("a", { expiresAt: "2026-06-10T00:00:00Z" })], ["medium expired a"]],
    [
      "one that expires within 30 days",
      [policy("a", { expiresAt: "2026-07-10T00:00:00Z" })],
      ["low expiring a"],
    ],
    ["one that expires later", [policy("a", { expiresAt: "2026-07-10T00:00:01Z" })], []],
    [
      "an end before the beginning",
      [policy("a", { notBefore: "2027-02-01T00:00:00Z", expiresAt: "2027-01-01T00:00:00Z" })],
      ["medium unreachable a"],
    ],
    [
      "a deny that only a request without the fact is denied by",
      [policy("a", { effect: "deny", when: { location: { countries: ["DE"], notCountries: ["DE"] } } })],
      [],
    ],
    [
      "addresses that are all excluded",
      [policy("a", { when: { network: { cidrs: ["10.1.0.0/16"], notCidrs: ["10.0.0.0/8"] } } })],
      ["medium unreachable a"],
    ],
    [
      "attributes that exclude each other",
      [
        policy("a", {
          when: {
            attributes: [
              { path: "subject.l", operator: ">", value: 3 },
              { path: "subject.l", operator: "<=", value: 3 },
            ],
          },
        }),
      ],
      ["medium unreachable a"],
    ],
    [
      "attributes that meet in one value",
      [
        policy("a", {
          when: {
            attributes: [
              { path: "subject.l", operator: ">=", value: 3 },
              { path: "subject.l", operator: "<=", value: 3 },
            ],
          },
        }),
      ],
      [],
    ],
    [
      "a value that another entry refuses",
      [
        policy("a", {
          when: {
            attributes: [
              { path: "subject.l", operator: "==", value: 3 },
              { path: "subject.l", operator: "notIn", value: [3, 4] },
            ],
          },
        }),
      ],
      ["medium unreachable a"],
    ],
    [
      "a wider policy of the same effect",
      [policy("wide", { actions: ["x:*"] }), policy("narrow")],
      ["low shadowed narrow wide"],
    ],
    ["two that say the same: the later id", [policy("a"), policy("b")], ["low shadowed b a"]],
    [
      "a policy whose wider one has a condition",
      [policy("wide", { actions: ["x:*"], when: { justified: true } }), policy("narrow")],
      [],
    ],
    [
      "a policy with a condition beside one without",
      [policy("wide"), policy("narrow", { when: { justified: true } })],
      ["low shadowed narrow wide"],
    ],
    [
      "groups beside everyone",
      [policy("all", { subjects: ["*"] }), policy("some")],
      ["low shadowed some all"],
    ],
    [
      "two groups of which the wider one has one",
      [policy("one"), policy("two", { subjects: ["group:a", "group:b"] })],
      ["low shadowed one two"],
    ],
    [
      "a deny that covers an allow",
      [policy("a"), policy("d", { effect: "deny", resources: ["r/*"] })],
      ["high conflicting a d"],
    ],
    [
      "a deny that covers a part of it",
      [policy("a", { resources: ["r/*"] }), policy("d", { effect: "deny" })],
      [],
    ],
    [
      "a guard with a condition",
      [
        policy("a"),
        policy("g", {
          effect: "deny",
          subjects: ["*"],
          actions: ["*"],
          resources: ["*"],
          when: { risk: { atMost: 0.1 } },
        }),
      ],
      [],
    ],
    [
      "a deny that needs what the allow needs",
      [
        policy("a", { when: { risk: { atMost: 0.1 } } }),
        policy("d", { effect: "deny", when: { risk: { atMost: 0.5 } } }),
      ],
      ["high conflicting a d"],
    ],
    [
      "everything for everyone",
      [policy("a", { subjects: ["*"], actions: ["*"], resources: ["*"] })],
      ["critical over-broad a"],
    ],
    [
      "everything for every user and every service",
      [policy("a", { subjects: ["user:*", "service:*"], actions: ["*"], resources: ["*"] })],
      ["critical over-broad a"],
    ],
    [
      "everything for every user",
      [policy("a", { subjects: ["user:*"], actions: ["*"], resources: ["*"] })],
      ["medium over-broad a"],
    ],
    [
      "the same under a condition",
      [policy("a", { subjects: ["*"], actions: ["*"], resources: ["*"], when: { justified: true } })],
      ["high over-broad a"],
    ],
    [
      "every action on every resource for a group",
      [policy("a", { actions: ["*"], resources: ["*"] })],
      ["medium over-broad a"],
    ],
    ["one action on one resource for everyone", [policy("a", { subjects: ["*"] })], []],
  ])("%s", (_, policies, expected) => {
    expect(findings(...policies)).toEqual(expected);
  });

  it("say what and what to do", () => {
    const [finding] = findingsIn(
      compile([policy("a"), policy("d", { effect: "deny", resources: ["r/*"] })]),
      { now: NOW, expiringWithinDays: 30 },
    );
    expect(finding?.message).toBe(
      "it can never allow anything: the deny policy d applies to everything that it covers",
    );
    expect(finding?.fix).toBe("narrow the deny policy, or remove this one");
  });
});

describe("conditions imply others", () => {
  const hours = (from: string, to: string, change = {}): Conditions => ({
    time: { zone: "UTC", days: ["mon"], from, to, ...change },
  });
  it.each<[string, Conditions, Conditions, boolean]>([
    ["hours inside hours", hours("10:00", "12:00"), hours("09:00", "17:00"), true],
    ["hours beyond hours", hours("08:00", "12:00"), hours("09:00", "17:00"), false],
    [
      "a night inside two days",
      hours("23:00", "05:00"),
      { time: { zone: "UTC", days: ["mon", "tue"] } },
      true,
    ],
    ["a night inside one day", hours("23:00", "05:00"), { time: { zone: "UTC", days: ["mon"] } }, false],
    [
      "the same hours of another zone",
      hours("10:00", "12:00"),
      hours("09:00", "17:00", { zone: "Europe/Berlin" }),
      false,
    ],
    [
      "hours without the other's holiday",
      hours("09:00", "17:00"),
      hours("09:00", "17:00", { holidays: ["2026-06-15"] }),
      false,
    ],
    [
      "hours with it",
      hours("09:00", "17:00", { holidays: ["2026-06-15"] }),
      hours("09:00", "17:00", { holidays: ["2026-06-15"] }),
      true,
    ],
    ["fewer countries", { location: { countries: ["DE"] } }, { location: { countries: ["DE", "FR"] } }, true],
    [
      "more exclusions",
      { location: { notCountries: ["KP", "IR"] } },
      { location: { notCountries: ["KP"] } },
      true,
    ],
    [
      "countries that are not excluded",
      { location: { countries: ["DE"] } },
      { location: { notCountries: ["KP"] } },
      true,
    ],
    ["no condition on the place", {}, { location: { notCountries: ["KP"] } }, false],
    [
      "a smaller network",
      { network: { cidrs: ["10.1.0.0/16"] } },
      { network: { cidrs: ["10.0.0.0/9", "10.128.0.0/9"] } },
      true,
    ],
    [
      "a network that sticks out",
      { network: { cidrs: ["10.0.0.0/7"] } },
      { network: { cidrs: ["10.0.0.0/8"] } },
      false,
    ],
    [
      "a better posture",
      { device: { registered: true, postureAtLeast: 4 } },
      { device: { postureAtLeast: 3 } },
      true,
    ],
    ["another registration", { device: { registered: true } }, { device: { registered: false } }, false],
    [
      "more assurance, fewer methods, a shorter age",
      { authentication: { assuranceAtLeast: 3, methods: ["piv"], maxAgeSeconds: 60 } },
      { authentication: { assuranceAtLeast: 2, methods: ["piv", "webauthn"], maxAgeSeconds: 3600 } },
      true,
    ],
    [
      "no method",
      { authentication: { assuranceAtLeast: 3 } },
      { authentication: { methods: ["piv"] } },
      false,
    ],
    ["less risk", { risk: { atMost: 0.1 } }, { risk: { atMost: 0.2 } }, true],
    [
      "one of fewer values",
      { attributes: [{ path: "subject.t", operator: "in", value: ["a"] }] },
      { attributes: [{ path: "subject.t", operator: "in", value: ["a", "b"] }] },
      true,
    ],
    [
      "a value beyond a bound",
      { attributes: [{ path: "subject.l", operator: "==", value: 5 }] },
      { attributes: [{ path: "subject.l", operator: ">", value: 4 }] },
      true,
    ],
    [
      "a higher bound",
      { attributes: [{ path: "subject.l", operator: ">=", value: 5 }] },
      { attributes: [{ path: "subject.l", operator: ">", value: 4 }] },
      true,
    ],
    [
      "the same bound, included and not",
      { attributes: [{ path: "subject.l", operator: ">=", value: 5 }] },
      { attributes: [{ path: "subject.l", operator: ">", value: 5 }] },
      false,
    ],
    [
      "another path",
      { attributes: [{ path: "subject.m", operator: "==", value: 5 }] },
      { attributes: [{ path: "subject.l", operator: "==", value: 5 }] },
      false,
    ],
  ])("%s: %#", (_, narrow, wide, expected) => {
    expect(impliesConditions(policy("n", { when: narrow }), policy("w", { when: wide }))).toBe(expected);
  });
});
