import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { worlds } from "../../core/reachability/oracle/world-arbitrary.js";
import { worldDocument } from "../../core/reachability/oracle/world-document.js";
import { runs } from "../../harness/property-runs.js";

/** Text that documents of a stranger may hold where Terraform has something else. */
const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "__proto__",
    "constructor",
    "${",
    `\${}`,
    `\${aws_vpc.v0}`,
    `\${aws_vpc.v0.id[0].x}`,
    `\${local.a}\${local.a}`,
    `\${aws_security_group.g0}`,
    "%{ if true }x%{ endif }",
    `\${cidrsubnet("10.0.0.0/8", 99, -1)}`,
    `\${${"(".repeat(500)}`,
    `\${${"!".repeat(500)}true}`,
    "10.0.0.0/33",
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    null,
    [],
    [[]],
    {},
    JSON.parse('{"__proto__":{"polluted":true}}'),
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<unknown>,
);

/** The document with the value put in at the position-th place, counted over all its values. */
function withValueAt(document: unknown, position: number, value: unknown): unknown {
  let left = position;
  const walk = (json: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(json)) return json.map(walk);
    if (typeof json !== "object" || json === null) return json;
    return Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, walk(inner)]));
  };
  return walk(document);
}

function countValues(json: unknown): number {
  if (typeof json !== "object" || json === null) return 1;
  return Object.values(json).reduce<number>((sum, inner) => sum + countValues(inner), 1);
}

describe("a hostile document", () => {
  it("is read or refused, never a crash", () => {
    fc.assert(
      fc.property(
        worlds(true),
        fc.array(fc.tuple(fc.nat(), hostile), { minLength: 1, maxLength: 4 }),
        (world, changes) => {
          let json: unknown = worldDocument(world);
          for (const [where, value] of changes) json = withValueAt(json, where % countValues(json), value);
          const read = readDocument([{ path: "hostile.tf.json", json }]);
          if (read.ok) computeReachability(read.value);
          else
            expect(
              read.problems.every(({ code, where }) => code.startsWith("CORDON_") && where !== undefined),
            ).toBe(true);
          expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
        },
      ),
      runs(200),
    );
  });

  it("may name things as it likes", () => {
    const json = JSON.parse(
      '{"resource":{"aws_security_group":{"__proto__":{"name":"x","vpc_id":"vpc-1"},"constructor":{"name":"y","vpc_id":"vpc-1"}},"__proto__":{"a":{}}},"locals":{"__proto__":"local"}}',
    );
    const read = readDocument([{ path: "hostile.tf.json", json }]);
    expect(read.ok && [...read.value.securityGroups.keys()]).toEqual([
      "aws_security_group.__proto__",
      "aws_security_group.constructor",
    ]);
  });

  it("cannot build text or lists without end", () => {
    const doubled = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `l${index}`,
        index === 0 ? "xxxxxxxx" : `\${local.l${index - 1}}\${local.l${index - 1}}`,
      ]),
    );
    const lists = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `m${index}`,
        index === 0 ? `\${[1, 2]}` : `\${concat(local.m${index - 1}, local.m${index - 1})}`,
      ]),
    );
    const nested = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [
        `n${index}`,
        index === 0 ? `\${[]}` : `\${[local.n${index - 1}, local.n${index - 1}]}`,
      ]),
    );
    const rule = (cidr: string) => ({ security_group_id: "sg-1", ip_protocol: "-1", cidr_ipv4: cidr });
    const json = {
      locals: { ...doubled, ...lists, ...nested },
      resource: {
        aws_vpc_security_group_ingress_rule: {
          a: rule(`\${local.l59}`),
          b: rule(`\${join(",", local.m59)}`),
          c: rule(`\${flatten(local.n59)[0]}`),
          d: rule(`\${jsonencode(local.n59)}`),
        },
      },
    };
    const read = readDocument([{ path: "hostile.tf.json", json }]);
    expect(read.ok && read.value.unknown.filter(({ why }) => why.includes("its other end")).length).toBe(4);
  });

  it("cannot loop without end", () => {
    const json = {
      locals: { l: `\${[for a in range(100000) : [for b in range(100000) : a]]}` },
      resource: { aws_vpc: { v: { cidr_block: `\${local.l[0][0]}` } } },
    };
    const read = readDocument([{ path: "hostile.tf.json", json }]);
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["CORDON_DOCUMENT_TOO_DEEP"]);
  });

  it("cannot chain references without end", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`l${index}`, `\${local.l${index + 1}}`]),
    );
    const json = { locals: chain, resource: { aws_vpc: { v: { cidr_block: `\${local.l0}` } } } };
    const read = readDocument([{ path: "hostile.tf.json", json }]);
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["CORDON_DOCUMENT_TOO_DEEP"]);
  });

  it("cannot nest without end", () => {
    const brackets = "[".repeat(100_000) + "]".repeat(100_000);
    const text = `{"resource":{"aws_vpc":{"v":{"cidr_block":${brackets}}}}}`;
    const read = readDocument([{ path: "hostile.tf.json", json: JSON.parse(text) }]);
    expect(read.ok ? [] : read.problems.map(({ code }) => code)).toEqual(["CORDON_DOCUMENT_TOO_DEEP"]);
  });
});

describe("the decision", () => {
  it("does not depend on the order of the document", () => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        const { resource } = worldDocument(world);
        const reversed = Object.fromEntries(
          Object.entries(resource)
            .reverse()
            .map(([type, blocks]) => [type, Object.fromEntries(Object.entries(blocks).reverse())]),
        );
        const edgesOf = (json: unknown) => {
          const read = readDocument([{ path: "world.tf.json", json }]);
          if (!read.ok) throw new Error("a world is readable");
          return computeReachability(read.value)
            .edges.map((edge) => JSON.stringify({ ...edge, because: [...edge.because].sort() }))
            .sort();
        };
        expect(edgesOf({ resource: reversed })).toEqual(edgesOf({ resource }));
      }),
      runs(80),
    );
  });
});
