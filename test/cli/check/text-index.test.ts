import { describe, expect, it } from "vitest";
import { TextIndex } from "../../../cli/check/text-index.js";

const text = (json: unknown) => JSON.stringify(json, null, 1);
const lineWith = (written: string, words: string) =>
  written.split("\n").findIndex((line) => line.includes(words)) + 1;

describe("the line of a resource", () => {
  it("is that of its key below its type", () => {
    const written = text({
      variable: { web: { default: "web" } },
      resource: { aws_vpc: { web: {} }, aws_security_group: { db: {}, web: { name: "x" } } },
    });
    const index = new TextIndex(written);
    const line = index.lineOf({ id: "aws_security_group.web", type: "aws_security_group", name: "web" });
    expect(line).toBe(lineWith(written, '"aws_security_group"') + 2);
    expect(index.lineOf({ id: "aws_vpc.web", type: "aws_vpc", name: "web" })).toBe(
      lineWith(written, '"aws_vpc"') + 1,
    );
  });

  it("is that of its address in a plan, keys with quotes included", () => {
    const written = text({
      resources: [{ address: "a.b" }, { address: 'a.b["x: \\"y"]' }, { address: "a.b" }],
    });
    const at = (id: string) => new TextIndex(written).lineOf({ id, type: "a", name: "b" });
    expect(at("a.b")).toBe(lineWith(written, '"a.b"'));
    expect(at('a.b["x: \\"y"]')).toBe(lineWith(written, "x:"));
  });

  it("is the first where neither stands", () => {
    expect(new TextIndex("{}").lineOf({ id: "a.b", type: "a", name: "b" })).toBe(1);
    expect(new TextIndex("").lineOf({ id: "a.b", type: "a", name: "b" })).toBe(1);
  });
});
