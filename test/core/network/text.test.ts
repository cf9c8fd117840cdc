import { describe, expect, it } from "vitest";
import { checkName, checkReason, groupNamePrefix, shortenReasons } from "../../../core/network/text.js";
import { refusalOf } from "../../harness/problem-lines.js";

const interpolation = (expression: string): string => `\${${expression}}`;

/** Every character that the API reference lists for IpRange.Description. */
const EVERY_ALLOWED_CHARACTER =
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-:/()#,@[]+=;{}!$*";
const ALLOWED_TEXT = "at most 255 characters of a-z A-Z 0-9, space and ._-:/()#,@[]+=;{}!$*";

describe("checkReason", () => {
  it.each(["x", "page requests", EVERY_ALLOWED_CHARACTER, "a".repeat(255), "$ { no token"])(
    "%j is a reason",
    (reason) => {
      expect(checkReason(reason)).toEqual({ ok: true, value: reason });
    },
  );

  it.each([
    ["undefined", undefined],
    ["null", null],
    ['""', ""],
    ['"  "', "  "],
    ['"\\n"', "\n"],
    ["7", 7],
    ['["page requests"]', ["page requests"]],
  ])("%s is none", (got, value) => {
    expect(refusalOf(checkReason(value))).toBe(
      `CORDON_REASON_MISSING: the flow has no reason. Got: ${got}. ` +
        "Allowed: one short sentence why this conversation is needed. " +
        'Fix: add { reason: "page requests" } with your own words.',
    );
  });

  it("takes no text that is known at deployment", () => {
    expect(refusalOf(checkReason(interpolation("var.reason")))).toBe(
      "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor proven. " +
        `Got: ${JSON.stringify(interpolation("var.reason"))}. Allowed: a literal reason. Fix: write the words themselves.`,
    );
  });

  it("takes 255 characters and not one more", () => {
    expect(refusalOf(checkReason("a".repeat(256)))).toBe(
      "CORDON_DESCRIPTION_REFUSED: EC2 refuses a reason of 256 characters. " +
        `Got: "${"a".repeat(199)}… (258 characters). Allowed: ${ALLOWED_TEXT}. ` +
        "Fix: shorten it and keep the long story where the flow is declared.",
    );
  });

  const refused = (characters: string, got: string, fix: string): string =>
    `CORDON_DESCRIPTION_REFUSED: EC2 refuses ${characters} in a reason. Got: ${got}. ` +
    `Allowed: ${ALLOWED_TEXT}. Fix: ${fix}.`;
  it.each([
    ["web -> app", '">"', 'write "web to app"'],
    ["web->app", '">"', 'write "web to app"'],
    ["web => app", '">"', 'write "web to app"'],
    ["web → app", '"→"', 'write "web to app"'],
    ["app <- web", '"<"', 'write "app from web"'],
    ["web <-> app", '"<" ">"', 'write "web and app"'],
    ["orders & invoices", '"&"', 'write "orders and invoices"'],
    ["R&D", '"&"', 'write "R and D"'],
    ["http|https", '"|"', 'write "http or https"'],
    ["team's queries", '"\'"', 'write "teams queries"'],
    ['the "blue" path', '"\\""', 'write "the blue path"'],
    ["one\ntwo", '"\\n"', 'write "one two"'],
    ["Büro – Café", '"ü" "–" "é"', 'write "Buro - Cafe"'],
    ["50 % of <all>", '"%" "<" ">"', 'write "50 of all"'],
    ["注文", '"注" "文"', "write it in these characters"],
    ["& ".repeat(127), '"&"', "write it in these characters"],
  ])("%j: EC2 refuses %s", (reason, characters, fix) => {
    const shown =
      reason.length > 198
        ? `${JSON.stringify(reason).slice(0, 200)}… (${reason.length + 2} characters)`
        : JSON.stringify(reason);
    expect(refusalOf(checkReason(reason))).toBe(refused(characters, shown, fix));
  });

  it("never suggests what would be a token", () => {
    expect(refusalOf(checkReason('cost $"{x}'))).toBe(
      refused('"\\""', '"cost $\\"{x}"', "write it in these characters"),
    );
  });
});

const noName = (summary: string, got: string): string =>
  `CORDON_SEGMENT_NAME_REFUSED: ${summary}. Got: ${got}. ` +
  'Allowed: a letter, then letters, digits, ".", "_" and "-", at most 63 characters, not starting with "sg-" (EC2 keeps it for ids). ' +
  "Fix: choose a name such as app or orders-db.";

describe("checkName", () => {
  it.each(["a", "app", "orders-db", "Orders.v2_blue", "sg", "sgx-1", "a".repeat(63)])(
    "%s is a name",
    (name) => {
      expect(checkName(name, "segment")).toEqual({ ok: true, value: name });
    },
  );
  it.each([
    "",
    "sg-app",
    "SG-app",
    "1app",
    "-app",
    "_app",
    ".app",
    "app db",
    "app/db",
    "app:db",
    "app\n",
    "größe",
    "a".repeat(64),
  ])("%j is none", (name) => {
    expect(refusalOf(checkName(name, "tier"))).toBe(
      noName("this is not a valid name for a tier", JSON.stringify(name)),
    );
  });
  it.each([
    ["undefined", undefined],
    ["7", 7],
    ['["app"]', ["app"]],
  ])("%s, which only untyped callers can pass, is none", (got, value) => {
    expect(refusalOf(checkName(value as unknown as string, "flow"))).toBe(
      noName("this is not a valid name for a flow", got),
    );
  });
  it("takes no name that is known at deployment", () => {
    expect(refusalOf(checkName(interpolation("var.name"), "segment"))).toBe(
      "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor proven. " +
        `Got: ${JSON.stringify(interpolation("var.name"))}. Allowed: a literal segment name. Fix: write the name.`,
    );
  });
});

describe("groupNamePrefix", () => {
  it("joins the parts and leaves Terraform its 26 characters", () => {
    expect(groupNamePrefix("shop", "app")).toEqual({ ok: true, value: "shop-app-" });
    const longest = "a".repeat(164);
    expect(groupNamePrefix(longest, "b".repeat(63))).toEqual({
      ok: true,
      value: `${longest}-${"b".repeat(63)}-`,
    });
  });
  it("refuses 230 characters", () => {
    const prefix = `${"a".repeat(165)}-${"b".repeat(63)}-`;
    expect(refusalOf(groupNamePrefix("a".repeat(165), "b".repeat(63)))).toBe(
      noName(
        "a prefix of 230 characters leaves no room in a group name",
        `"${prefix.slice(0, 199)}… (232 characters)`,
      ),
    );
  });
  it.each(["sg", "SG"])(
    "refuses the parts %s and app, which make a name that EC2 takes for an id",
    (part) => {
      expect(refusalOf(groupNamePrefix(part, "app"))).toBe(
        noName("the names together would start a group name with sg-", `"${part}-app-"`),
      );
    },
  );
});

describe("shortenReasons", () => {
  it.each<[string, string[], string]>([
    ["nothing", [], ""],
    ["one", ["orders"], "orders"],
    ["each once, sorted", ["b", "a", "b"], "a; b"],
    ["exactly 255 characters", ["a".repeat(126), "b".repeat(127)], `${"a".repeat(126)}; ${"b".repeat(127)}`],
    ["one character too many", ["a".repeat(126), "b".repeat(128)], `${"a".repeat(126)}; and 1 more`],
    [
      "as many whole ones as fit",
      ["a".repeat(100), "b".repeat(100), "c".repeat(100), "d"],
      `${"a".repeat(100)}; ${"b".repeat(100)}; and 2 more`,
    ],
    ["a first one that is too long with the rest", ["a".repeat(255), "b"], `${"a".repeat(243)}; and 1 more`],
  ])("%s", (_, reasons, text) => {
    expect(shortenReasons(reasons)).toBe(text);
    expect(text.length).toBeLessThanOrEqual(255);
  });
});
