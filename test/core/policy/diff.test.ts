import { describe, expect, it } from "vitest";
import { diffPolicies } from "../../../core/policy/analysis/diff.js";
import type { AccessPolicy, AttributeSpecification } from "../../../core/policy/language/policy.js";

const NOW = Date.parse("2026-06-10T12:00:00Z");

function policy(id: string, change: Partial<AccessPolicy> = {}): AccessPolicy {
  return { id, effect: "allow", subjects: ["*"], actions: ["a"], resources: ["r"], ...change };
}

function attribute(
  path: string,
  operator: AttributeSpecification["operator"],
  value: AttributeSpecification["value"],
): Partial<AccessPolicy> {
  return { when: { attributes: [{ path, operator, value }] } };
}

/** Whether the whole space was searched, and what was found. */
function found(before: AccessPolicy[], after: AccessPolicy[]): readonly [boolean, readonly string[]] {
  const { complete, differences } = diffPolicies(before, after, NOW);
  return [complete, [...new Set(differences.map(({ access }) => access))]];
}

describe("policy diff", () => {
  it("tells an authentication in the future from one of now", () => {
    const strong = policy("p", { when: { authentication: { assuranceAtLeast: 2 } } });
    const believed = policy("p", attribute("context.authentication.assurance", ">=", 2));
    expect(found([strong], [believed])).toEqual([true, ["gained"]]);
    const method = policy("p", { when: { authentication: { methods: ["piv"] } } });
    const contained = policy("p", attribute("context.authentication.methods", "contains", "piv"));
    expect(found([method], [contained])).toEqual([true, ["gained"]]);
  });

  it("looks between the bounds of a condition and of an attribute on the same number", () => {
    const below = policy("p", attribute("context.risk", "<", 0.7));
    const calm = policy("d", { effect: "deny", when: { risk: { atMost: 0.5 } } });
    expect(found([], [below, calm])).toEqual([true, ["gained"]]);
  });

  it("combines the methods of a condition with those of an attribute", () => {
    const both = policy("p", {
      when: {
        authentication: { methods: ["piv"] },
        attributes: [{ path: "context.authentication.methods", operator: "contains", value: "otp" }],
      },
    });
    expect(found([], [both])).toEqual([true, ["gained"]]);
  });

  it("combines the few members of a list that matter out of many", () => {
    const tags = (id: string, values: readonly string[]): AccessPolicy =>
      policy(id, {
        effect: id.startsWith("d") ? "deny" : "allow",
        when: {
          attributes: values.map((value) => ({ path: "subject.tags", operator: "contains", value })),
        },
      });
    const denials = ["c", "d", "e", "f", "g"].map((tag) => tags(`d${tag}`, [tag]));
    expect(found(denials, [...denials, tags("p", ["a", "b"])])).toEqual([true, ["gained"]]);
    // An allow policy that searches the list, and one that does not.
    for (const allowed of [tags("p", ["a", "b"]), policy("p")]) {
      const after = [...denials, allowed, tags("dx", ["x", "y"])];
      expect(found([...denials, allowed], after)).toEqual([true, ["lost"]]);
    }
  });

  it("combines one of many methods with a member of the list", () => {
    const methods = ["a", "b", "c", "d", "e", "f"];
    const both = policy("p", {
      when: {
        authentication: { methods },
        attributes: [{ path: "context.authentication.methods", operator: "contains", value: "x" }],
      },
    });
    const denials = methods.slice(1).map((method) =>
      policy(`d${method}`, {
        effect: "deny",
        ...attribute("context.authentication.methods", "contains", method),
      }),
    );
    expect(found(denials, [...denials, both])).toEqual([true, ["gained"]]);
  });

  it("says that it cannot combine members of different types", () => {
    const [text, number] = ["a", 1].map((value) =>
      policy(`d${value}`, { effect: "deny", ...attribute("subject.tags", "contains", value) }),
    ) as [AccessPolicy, AccessPolicy];
    // Only lists of other numbers are answered differently: with a text in it, whether 1 is in the list is unknown.
    expect(found([policy("p"), number], [policy("p"), number, text])).toEqual([false, []]);
    expect(found([policy("p")], [policy("p"), text])).toEqual([true, ["lost"]]);
  });

  it("looks between two texts that follow each other closely", () => {
    const after = policy("p", attribute("subject.name", ">", "a"));
    const upTo = policy("d", { effect: "deny", ...attribute("subject.name", ">=", "a ") });
    expect(found([], [after, upTo])).toEqual([true, ["gained"]]);
  });

  it.each([
    ["the text of the time", "context.time"],
    ["the text of the authentication's time", "context.authentication.at"],
    ["a part of the time", "context.time.zone"],
  ])("says that it did not search everything for an attribute on %s", (_, path) => {
    expect(found([], [policy("p", attribute(path, "==", "x"))])[0]).toBe(false);
  });

  it("says so for a condition and an attribute on the same text", () => {
    const early = policy("p", {
      when: {
        location: { notCountries: ["DE"] },
        attributes: [{ path: "context.country", operator: "<", value: "M" }],
      },
    });
    expect(found([], [early])[0]).toBe(false);
  });

  it("finds texts with characters outside the basic plane", () => {
    expect(found([], [policy("p", { resources: ["😀*"] })])).toEqual([true, ["gained"]]);
    const smiling = policy("p", { resources: ["*😀", "😁"] });
    const { differences } = diffPolicies([], [smiling], NOW);
    expect(differences.map(({ request }) => (request as { resource: string }).resource)).toEqual(["😀"]);
  });
});
