import { describe, expect, it } from "vitest";
import {
  accept,
  CordonError,
  describeProblem,
  locate,
  type Problem,
  quote,
  type Result,
  refuse,
  valueOrThrow,
} from "../../core/errors.js";

const PROBLEM: Problem = {
  code: "CORDON_EXAMPLE",
  summary: "the example is wrong",
  got: '"x"',
  allowed: "y",
  fix: "write y",
};

describe("accept and refuse", () => {
  it("carry the value or every problem", () => {
    expect(accept(7)).toEqual({ ok: true, value: 7 });
    expect(refuse(PROBLEM, PROBLEM)).toEqual({ ok: false, problems: [PROBLEM, PROBLEM] });
  });
});

describe("quote", () => {
  const circular: { self?: unknown } = {};
  circular.self = circular;
  it.each([
    ["a text", "10.0.0.0/8", '"10.0.0.0/8"'],
    ["the empty text", "", '""'],
    ["a text with a quotation mark and a line break", 'a"b\nc', '"a\\"b\\nc"'],
    ["a number", 443, "443"],
    ["a bigint", 5n, "5n"],
    ["what is no number as such, not as null", Number.NaN, "NaN"],
    ["an infinite number as such, not as null", Number.NEGATIVE_INFINITY, "-Infinity"],
    ["null", null, "null"],
    ["undefined", undefined, "undefined"],
    ["a list", ["10.0.0.0/8", 1], '["10.0.0.0/8",1]'],
    ["a symbol", Symbol("port"), "Symbol(port)"],
    ["an object that holds itself", circular, "[object Object]"],
    ["an object that holds a bigint", { value: 5n }, "[object Object]"],
  ])("shows %s", (_, value, expected) => {
    expect(quote(value)).toBe(expected);
  });

  it.each([
    ["a no-break space", "10.0.0.0/8\u00a0", '"10.0.0.0/8\\u00a0"'],
    ["a zero-width space", "10.0.0.0/8\u200b", '"10.0.0.0/8\\u200b"'],
    ["a byte order mark", "\ufeff10.0.0.0/8", '"\\ufeff10.0.0.0/8"'],
    ["text turned right to left", "\u202e8/0.0.0.01", '"\\u202e8/0.0.0.01"'],
    ["a line separator", "a\u2028b", '"a\\u2028b"'],
    ["a terminal's control sequence of one byte", "\u009b31m", '"\\u009b31m"'],
    ["delete", "\u007f", '"\\u007f"'],
    ["a tag character beyond the first plane", "\u{e0041}", '"\\udb40\\udc41"'],
  ])("escapes %s, which nobody would see or which would change the line", (_, value, expected) => {
    expect(quote(value)).toBe(expected);
  });

  it("leaves letters, symbols and plain spaces of every script as they are", () => {
    expect(quote("Größe → 大 🚀")).toBe('"Größe → 大 🚀"');
  });

  it("is one line for a function", () => {
    expect(
      quote(() => {
        return 1;
      }),
    ).not.toContain("\n");
  });

  it("never cuts a character in two", () => {
    const text = quote(`${"x".repeat(198)}🚀🚀`);
    expect(text).toBe(`"${"x".repeat(198)}… (204 characters)`);
  });

  it("repeats 200 characters whole and cuts from the 201st on, with the length", () => {
    expect(quote("x".repeat(198))).toBe(`"${"x".repeat(198)}"`);
    expect(quote("x".repeat(199))).toBe(`"${"x".repeat(199)}… (201 characters)`);
  });
});

describe("locate", () => {
  it("adds a place", () => {
    expect(locate(PROBLEM, "shop/app")).toEqual({ ...PROBLEM, where: "shop/app" });
  });
  it("keeps the inner place, which is the more exact one", () => {
    const inner = { ...PROBLEM, where: "policies.json#/policies/0" };
    expect(locate(inner, "policies.json")).toBe(inner);
  });
  it("leaves its argument alone", () => {
    locate(PROBLEM, "shop/app");
    expect(PROBLEM).not.toHaveProperty("where");
  });
});

describe("describeProblem", () => {
  it("is one line with all parts", () => {
    expect(describeProblem(PROBLEM)).toBe(
      'CORDON_EXAMPLE: the example is wrong. Got: "x". Allowed: y. Fix: write y.',
    );
  });
  it("puts no full stop after a fix that asks", () => {
    expect(describeProblem({ ...PROBLEM, fix: 'did you mean "y"?' })).toBe(
      'CORDON_EXAMPLE: the example is wrong. Got: "x". Allowed: y. Fix: did you mean "y"?',
    );
  });
  it("names the place where it is known", () => {
    expect(describeProblem({ ...PROBLEM, where: "shop/app" })).toBe(
      'CORDON_EXAMPLE at shop/app: the example is wrong. Got: "x". Allowed: y. Fix: write y.',
    );
  });
});

describe("CordonError", () => {
  it("has the code of the first problem and a line a problem", () => {
    const error = new CordonError([PROBLEM, { ...PROBLEM, code: "CORDON_OTHER" }]);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe("CordonError");
    expect(error.code).toBe("CORDON_EXAMPLE");
    expect(error.problems).toHaveLength(2);
    expect(error.message.split("\n").map((line) => line.split(":", 1)[0])).toEqual([
      "CORDON_EXAMPLE",
      "CORDON_OTHER",
    ]);
  });
  it("without a problem is a defect of Cordon", () => {
    expect(new CordonError([]).code).toBe("CORDON_INTERNAL");
  });
});

describe("valueOrThrow", () => {
  const refused: Result<number> = refuse(PROBLEM, { ...PROBLEM, where: "inner" });
  const thrown = (where?: string): unknown => {
    try {
      return valueOrThrow(refused, where);
    } catch (error) {
      return error;
    }
  };

  it("gives the value", () => {
    expect(valueOrThrow(accept(7), "shop")).toBe(7);
  });
  it("throws every problem as it is", () => {
    expect(thrown()).toBeInstanceOf(CordonError);
    expect(thrown()).toMatchObject({ problems: [PROBLEM, { ...PROBLEM, where: "inner" }] });
  });
  it("fills the place in where it is missing", () => {
    expect(thrown("shop")).toMatchObject({ problems: [{ where: "shop" }, { where: "inner" }] });
  });
});
