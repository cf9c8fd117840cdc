import { describe, expect, it } from "vitest";
import { differenceMarkdown } from "../../../cli/output/markdown.js";
import { renderMatrix } from "../../../cli/output/matrix.js";
import { change, percent } from "../../../cli/output/metrics.js";
import { renderRules } from "../../../cli/output/rules.js";
import { indented, printable, shorten, table, wrap } from "../../../cli/output/text.js";
import type { Edge, Endpoint } from "../../../core/reachability/reachability.js";

describe("numbers for people", () => {
  it.each([
    [0, "0.0 %"],
    [1, "100.0 %"],
    [0.125, "12.5 %"],
    [0.0005, "0.050 %"],
  ])("%d is %s", (value, text) => expect(percent(value)).toBe(text));

  it.each([
    [0.5, 0.5, "same"],
    [0.5, 0, "new"],
    [0, 0.5, "−100.0 %"],
    [0.0001, 0.5, "−99.9 %"],
    [0.75, 0.5, "+50.0 %"],
  ])("%d after %d is %s", (value, before, text) => expect(change(value, before)).toBe(text));
});

describe("text for a terminal", () => {
  it("breaks between words, and inside a word that is too long", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("one  threefour", 9)).toEqual(["one", "threefour"]);
    expect(wrap("a abcdefghij", 4)).toEqual(["a", "abcd", "efgh", "ij"]);
    expect(indented("one two", 4, "- ")).toBe("-   one two");
  });

  it("shows no control characters of a hostile document", () => {
    expect(printable("a\u001b[2Jb\u202ec\nd")).toBe("a\ufffd[2Jb\ufffdc\ufffdd");
    expect(shorten("abcdef", 4)).toBe("abc…");
    expect(table(["x"], [["\u001b[31mred"]], [10])).not.toContain("\u001b");
  });
});

describe("the rules", () => {
  it("of an input without any say that nothing may talk only where all of it was read", () => {
    const [none, open] = [[], [{ resource: "module.net", why: "the module is not installed" }]].map(
      (unknown) => renderRules({ model: { rules: [], unknown } } as never, 10),
    );
    expect(none).toBe("no security-group rule: nothing may talk to anything");
    expect(open).toBe("no security-group rule in what is known");
  });
});

describe("the picture", () => {
  const endpoint = (id: string, kind: Endpoint["kind"] = "segment"): Endpoint => ({
    id,
    name: id,
    kind,
    constructPath: null,
  });
  const edge = (from: string, to: string, fromPort: number | null, more: Partial<Edge> = {}): Edge => ({
    from,
    to,
    protocol: fromPort === null ? "all" : "tcp",
    fromPort,
    toPort: fromPort,
    family: "ipv4",
    certainty: "always",
    because: [],
    ...more,
  });

  it("shows ports, several ports, doubt, hops and nothing", () => {
    const text = renderMatrix({
      endpoints: [endpoint("internet", "internet"), endpoint("a"), endpoint("b"), endpoint("c")],
      edges: [
        edge("internet", "a", 443),
        edge("a", "b", 1111),
        edge("a", "b", 2222),
        edge("a", "b", 3333),
        edge("b", "c", null, { certainty: "possible" }),
      ],
      paths: [{ from: "internet", to: "b", hops: 2, through: ["a"] }],
    });
    expect(
      text
        .split("\n")
        .slice(1, 5)
        .map((line) => line.trim().split(/ +/).slice(1)),
    ).toEqual([
      ["internet", "443", "(2)", "·"],
      ["a", "·", "1111+", "·"],
      ["b", "·", "·", "all?"],
      ["c", "·", "·", "·"],
    ]);
  });

  it.each([5, 11, 17, 40, 500])("of %d segments fits 80 columns", (size) => {
    const endpoints = [
      endpoint("internet", "internet"),
      ...Array.from({ length: size }, (_, at) => endpoint(`segment-with-a-long-name-${at}`)),
    ];
    const edges = endpoints
      .slice(1)
      .map(({ id }, at) => edge(id, endpoints[(at + 2) % endpoints.length]?.id ?? "", 60000 + at));
    for (const line of renderMatrix({ endpoints, edges, paths: [] }).split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe("Markdown", () => {
  it("lets no text of a document leave its cell", () => {
    const values = { directDensity: 0, reachableDensity: 0, lateralMovement: 0, meanBlastRadius: 0 };
    const text = differenceMarkdown(
      {
        edges: { gained: [], lost: [] },
        findings: {
          gained: [
            {
              rule: "CORDON-NET-001",
              severity: "critical",
              resource: "a`b",
              constructPath: null,
              message: "x | y\n<img> @team",
              fix: "f",
              acknowledged: null,
            },
          ],
          lost: [],
        },
        broader: false,
      },
      [],
      { before: values, after: values },
      ["var.c is not known"],
    );
    expect(text).toContain("var.c is not known");
    const row = text.split("\n").find((line) => line.includes("CORDON-NET-001")) ?? "";
    expect(row).toContain("x \\| y\ufffd&lt;img> @\u200bteam");
    expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
  });
});
