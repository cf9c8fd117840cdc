import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare } from "../../../core/check/difference.js";
import { judgeExpectations } from "../../../core/check/judge-expectations.js";
import { valueOrThrow } from "../../../core/errors.js";
import { inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import { DocumentBuilder, expectation, groupId } from "../../core/reachability/documents.js";

const GROUPS = ["a", "b", "c", "d", "e"] as const;
const PORTS = [22, 443, 5432] as const;
const INTERNET_BLOCK = "0.0.0.0/0";

/** A conversation that is allowed at both ends: from a group or the internet, to a group. */
const flow = fc
  .tuple(fc.constantFrom("internet", ...GROUPS), fc.constantFrom(...GROUPS), fc.constantFrom(...PORTS))
  .filter(([from, to]) => from !== to);
const flows = fc.uniqueArray(flow, { selector: String, maxLength: 10 });
type Flow = readonly [from: string, to: string, port: number];

function build(list: readonly Flow[]): DocumentBuilder {
  return list.reduce(
    (builder, [from, to, port]) =>
      from === "internet"
        ? builder.ingress(`internet-${to}-${port}`, to, INTERNET_BLOCK, port)
        : builder.flow(from, to, port),
    new DocumentBuilder().group(...GROUPS),
  );
}

/** Whether a chain of flows leads there, the last one on the port: a search by the flows alone. */
function leads(list: readonly Flow[], from: string, to: string, port: number, transitive: boolean): boolean {
  const reached = new Set([from]);
  for (let before = -1; transitive && before !== reached.size; ) {
    before = reached.size;
    for (const [source, target] of list) if (reached.has(source)) reached.add(target);
  }
  return list.some(([source, target, at]) => reached.has(source) && target === to && at === port);
}

describe("expectations", () => {
  it("agree with a search over the flows, direct and transitive, positive and negative", () => {
    fc.assert(
      fc.property(flows, flow, fc.boolean(), (list, [from, to, port], transitive) => {
        const network = build(list).network();
        const expected = leads(list, from, to, port, transitive);
        const entry = { from, to, protocol: "tcp", port, transitive } as const;
        const [must, mustNot] = valueOrThrow(
          judgeExpectations(network, [
            expectation({ ...entry, reach: true }),
            expectation({ ...entry, reach: false }),
          ]),
        );
        expect(must?.holds).toBe(expected);
        expect(mustNot?.holds).toBe(!expected);
        // The witness is a chain of flows from one end to the other.
        const witness = must?.witness ?? [];
        expect(witness.length > 0).toBe(expected);
        for (const [at, hop] of witness.entries()) {
          expect(hop.from).toBe(
            at === 0 ? (from === "internet" ? from : groupId(from)) : witness[at - 1]?.to,
          );
          expect(list.map(String)).toContain(
            [hop.from, hop.to, hop.fromPort]
              .map((end) => String(end).replace("aws_security_group.", ""))
              .join(),
          );
        }
      }),
    );
  });
});

describe("a difference", () => {
  it("is the difference of the flows, and empty the other way round where nothing was taken away", () => {
    fc.assert(
      fc.property(flows, flows, (before, after) => {
        const side = (list: readonly Flow[]) => ({ network: build(list).network(), findings: [] });
        const { edges, broader } = compare(side(before), side(after));
        const name = ([from, to, port]: Flow) =>
          `${from === "internet" ? from : groupId(from)} ${groupId(to)} ${port}`;
        const minus = (list: readonly Flow[], other: readonly Flow[]) =>
          list
            .map(name)
            .filter((text) => !other.map(name).includes(text))
            .sort();
        const listed = (list: typeof edges.gained) =>
          list.map((edge) => `${edge.from} ${edge.to} ${edge.fromPort}`).sort();
        expect(listed(edges.gained)).toEqual(minus(after, before));
        expect(listed(edges.lost)).toEqual(minus(before, after));
        expect(broader).toBe(edges.gained.length > 0);
      }),
    );
  });
});

describe("guardrails", () => {
  const openToInternet = ["CORDON-NET-001", "CORDON-NET-002", "CORDON-NET-003", "CORDON-NET-004"];
  const halves = [
    ["0.0.0.0/0"],
    ["::/0"],
    ["0.0.0.0/1", "128.0.0.0/1"],
    ["0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/1"],
    ["2000::/4", "3000::/4"],
  ];

  it("find every rule that is opened to the internet, however the blocks are split", () => {
    fc.assert(
      fc.property(
        flows,
        fc.constantFrom(...GROUPS),
        fc.constantFrom("ingress", "egress"),
        fc.constantFrom(...halves),
        fc.oneof(fc.integer({ min: 0, max: 65535 }), fc.constant("all" as const)),
        (list, group, direction, blocks, port) => {
          const builder = build(
            list.filter(([from, to]) => from !== "internet" && to !== group && from !== group),
          );
          for (const [at, block] of blocks.entries()) builder[direction](`opened-${at}`, group, block, port);
          const { findings } = inspect(builder.network(), GUARDRAILS);
          const found = findings
            .filter(({ rule }) => openToInternet.includes(rule))
            .map(({ resource }) => resource.split(".")[1]);
          expect(new Set(found)).toEqual(new Set(blocks.map((_, at) => `opened-${at}`)));
        },
      ),
    );
  });
});
