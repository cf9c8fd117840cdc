import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TRANSITIONS } from "../../core/access/grant.js";
import { outlivesOf } from "../../core/access/outlives.js";
import { planAccess } from "../../core/access/plan.js";
import { readEntitlements } from "../../core/access/read-entitlements.js";
import { LIVE_REASONS, PLAN_REASONS } from "../../core/access/reason-codes.js";
import { valueOrThrow } from "../../core/errors.js";

const page = readFileSync("docs/access.md", "utf8");
const [file = "", condition = ""] = [...page.matchAll(/```json\n([^`]*)```/g)].map(([, text]) => text);
const flat = page.replace(/\s+/g, " ");

describe("docs/access.md", () => {
  it("shows the entitlements that its commands take", () => {
    expect(file).toBe(readFileSync("examples/access/entitlements.json", "utf8"));
  });

  it("shows the condition of each statement of a grant", () => {
    const { entitlements } = valueOrThrow(readEntitlements(file, "docs/access.md"));
    const { policyDocument } = planAccess(
      {
        requester: { id: "u-17", groups: ["oncall"] },
        entitlement: "orders-read",
        minutes: 60,
        reason: "failed refunds",
        ticket: "OPS-42",
      },
      entitlements,
      { now: Date.parse("2026-12-01T10:01:00Z") },
    );
    const shown: unknown = JSON.parse(`{${condition}}`);
    const conditions = policyDocument?.Statement.map(({ Condition }) => ({ Condition }));
    expect(conditions).toEqual([shown, shown]);
  });

  it("draws every transition between two states, and no other", () => {
    const drawn = [...page.matchAll(/^ {2}([A-Z_]+) --> ([A-Z_]+):/gm)].map(
      ([, from, to]) => `${from} ${to}`,
    );
    const real = TRANSITIONS.flatMap(({ from, to }) =>
      to.filter((state) => state !== from).map((state) => `${from} ${state}`),
    );
    expect(drawn.sort()).toEqual([...new Set(real)].sort());
  });

  it("names the reason codes in their order", () => {
    expect(flat).toContain(`\`${PLAN_REASONS.join(", ")}\``);
    expect(flat).toContain(`\`${LIVE_REASONS.join(", ")}\``);
  });

  it("names of what may stay open only what the table knows", () => {
    const [, section = ""] = page.match(/may leave open\.\*\*(.*?)^## /ms) ?? [];
    const actions = [...section.matchAll(/`([a-z-]+:[A-Za-z]+)`/g)].map(([, action = ""]) => action);
    expect(actions.length).toBeGreaterThan(3);
    expect(actions.filter((action) => outlivesOf([action]).length === 0)).toEqual([]);
  });

  it("shows constructs that compile, and that do what it says", () => {
    const example = readFileSync("test/docs/access-constructs.ts", "utf8");
    const [, shown = ""] = /```ts\n([^`]*)```/.exec(page) ?? [];
    const lines = (text: string) =>
      text
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "" && !line.startsWith("import "));
    const compiled = lines(example).join("\n");
    expect(lines(shown).length).toBeGreaterThan(15);
    expect(compiled).toContain(
      lines(shown).join("\n").replace('entitlements: "entitlements.json"', "entitlements"),
    );
  });

  it("links only to files and headings that exist", () => {
    const links = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, link = ""]) => join("docs", link));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, text = ""]) =>
      text.toLowerCase().replaceAll(" ", "-"),
    );
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = ""]) => anchor);
    expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});
