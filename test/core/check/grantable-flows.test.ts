import { describe, expect, it } from "vitest";
import { type Compared, compare } from "../../../core/check/difference.js";
import { embeddedStatements } from "../../../core/check/embedded-statements.js";
import { judgeExpectations } from "../../../core/check/judge-expectations.js";
import { checkNetwork, conclusionOf } from "../../../core/check/report.js";
import { selfTest } from "../../../core/check/self-test.js";
import { statementValidator } from "../../../core/check/statement-validator.js";
import { valueOrThrow } from "../../../core/errors.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import type { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import type { Edge } from "../../../core/reachability/reachability.js";
import { DocumentBuilder, expectation, groupId, threeTier } from "../reachability/documents.js";

const NOW = Date.parse("2026-06-01T00:00:00Z");

function edgesBetween({ reachability }: CheckedNetwork, from: string, to: string): readonly Edge[] {
  return reachability.edges.filter((edge) => edge.from === groupId(from) && edge.to === groupId(to));
}

const bound = (entitlement: string, maxMinutes = 60) => ({ entitlement, maxMinutes });

describe("a flow that a grant may open", () => {
  it("is one possible edge with its bounds, and needs both ends: nothing comes back", () => {
    const network = threeTier().grantable("debug", "web", "db", 5432).network();
    expect(edgesBetween(network, "web", "db")).toEqual([
      expect.objectContaining({
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        certainty: "possible",
        because: ["entitlement.debug.egress", "entitlement.debug.ingress"],
        grants: [bound("debug")],
      }),
    ]);
    expect(edgesBetween(network, "db", "web")).toEqual([]);
  });

  it("changes no edge that stands, and says nothing about it", () => {
    const before = threeTier().network();
    const after = threeTier().grantable("again", "app", "db", 5432).network();
    expect(after.reachability.edges).toEqual(before.reachability.edges);
  });

  it("names every entitlement that may open an edge, each with its own time", () => {
    const network = threeTier()
      .grantable("debug", "web", "db", 5432)
      .grantable("long", "web", "db", 5432, { maxMinutes: 240 })
      .network();
    expect(edgesBetween(network, "web", "db")[0]?.grants).toEqual([bound("debug"), bound("long", 240)]);
  });

  it("meets rules that stand: half a flow that waits for its other half is open then", () => {
    const network = threeTier()
      .egress("half", "web", "db", 5432)
      .grantable("debug", "app", "db", 6432)
      .grantable("other", "web", "db", 5432)
      .network();
    const [edge] = edgesBetween(network, "web", "db");
    expect(edge?.because).toEqual([
      "aws_vpc_security_group_egress_rule.half",
      "entitlement.other.egress",
      "entitlement.other.ingress",
    ]);
    // Until somebody is granted it, the rule that stands leads nowhere.
    expect(network.reachability.halfOpen.map(({ rule }) => rule)).toContain(
      "aws_vpc_security_group_egress_rule.half",
    );
  });

  it("reaches the workloads that carry the groups", () => {
    const network = threeTier()
      .instance("proxy", "web")
      .instance("store", "db")
      .grantable("debug", "web", "db", 5432)
      .network();
    const edge = network.reachability.edges.find(
      ({ from, to }) => from === "aws_instance.proxy" && to === "aws_instance.store",
    );
    expect(edge).toMatchObject({ certainty: "possible", grants: [bound("debug")] });
  });

  it("leaves nothing unknown by itself, also where the blocks of the VPC are not in the input", () => {
    const builder = () =>
      new DocumentBuilder().group("a", "b").with("aws_vpc", "main", { ipv4_ipam_pool_id: `\${var.open}` });
    const [before, after] = [builder().network(), builder().grantable("debug", "a", "b", 22).network()];
    expect(after.reachability.unknown).toEqual(before.reachability.unknown);
    expect(edgesBetween(after, "a", "b")).toHaveLength(1);
  });

  it("keeps what is in the document apart from what may be", () => {
    const { model } = threeTier().grantable("debug", "web", "db", 5432).network();
    expect([...model.resources.keys()].filter((id) => id.includes("grantable"))).toEqual([]);
    expect(model.rules.filter(({ grant }) => grant !== undefined)).toEqual([]);
    expect(model.grantRules.map(({ id, constructPath }) => [id, constructPath])).toEqual([
      ["entitlement.debug.egress", "shop/jit"],
      ["entitlement.debug.ingress", "shop/jit"],
    ]);
  });

  it("tells two brokers apart that name an entitlement alike", () => {
    const network = threeTier()
      .grantable("debug", "web", "db", 5432)
      .grantable("debug", "web", "db", 6432, { maxMinutes: 5 })
      .network();
    expect(edgesBetween(network, "web", "db").map(({ because, grants }) => [because[0], grants])).toEqual([
      ["entitlement.debug.egress", [bound("debug")]],
      ["entitlement.debug[2].egress", [bound("debug", 5)]],
    ]);
  });

  it("is UNKNOWN where it names no group", () => {
    const network = threeTier().grantable("debug", "web", "db", 5432, { to: null }).network();
    expect(network.reachability.unknown).toContainEqual({
      resource: "cordon_grantable_flow.flow_0",
      why: "a flow that a grant may open names no groups, entitlement or time",
    });
  });
});

describe("an expectation of no path that a grant contradicts", () => {
  const sealed = expectation({
    name: "db is sealed",
    from: "web",
    to: "db",
    reach: false,
    transitive: false,
  });
  const granted = () => threeTier().grantable("debug", "web", "db", 5432);

  it("is UNKNOWN, and says whose grant opens what", () => {
    const [result] = valueOrThrow(judgeExpectations(granted().network(), [sealed]));
    expect(result).toMatchObject({
      holds: null,
      why: "web may reach db: a grant of debug (at most 60 minutes) opens a conversation on the way",
    });
    expect(result?.witness[0]?.rules).toEqual([
      { rule: "entitlement.debug.egress", constructPath: "shop/jit" },
      { rule: "entitlement.debug.ingress", constructPath: "shop/jit" },
    ]);
    const { report } = valueOrThrow(
      checkNetwork(granted().network(), { expectations: [sealed], acknowledgements: [] }, NOW),
    );
    const ours = {
      ...report,
      findings: [],
      unknown: report.unknown.filter(({ why }) => why.includes("debug")),
    };
    expect(conclusionOf(ours)).toBe("incomplete");
  });

  it("holds without the grant, and on another port", () => {
    const other = expectation({ from: "web", to: "db", protocol: "tcp", port: 22, reach: false });
    for (const [network, one] of [
      [threeTier().network(), sealed],
      [granted().network(), other],
    ] as const) {
      expect(valueOrThrow(judgeExpectations(network, [one]))[0]?.holds).toBe(true);
    }
  });

  it("is UNKNOWN on a chain through what a grant opens, too", () => {
    const network = threeTier().grantable("debug", "db", "web", 8080).network();
    const chain = expectation({ from: "db", to: "app", reach: false, transitive: true });
    expect(valueOrThrow(judgeExpectations(network, [chain]))[0]?.holds).toBe(null);
  });

  it("does not make an expectation of a path hold", () => {
    const reached = expectation({ from: "web", to: "db", protocol: "tcp", port: 5432, reach: true });
    expect(valueOrThrow(judgeExpectations(granted().network(), [reached]))[0]?.holds).toBe(null);
  });
});

it("makes access broader against a baseline without it", () => {
  const found = (builder: DocumentBuilder): Compared => ({ network: builder.network(), findings: [] });
  const before = found(threeTier());
  const after = found(threeTier().grantable("debug", "web", "db", 5432));
  expect(compare(before, after)).toMatchObject({
    broader: true,
    edges: { gained: [{ from: groupId("web"), to: groupId("db"), otherwise: "closed" }], lost: [] },
  });
  expect(compare(after, before).broader).toBe(false);
});

it("is in both networks of a self-test, so that no widened rule seems to open or close it", () => {
  const asked = [expectation({ from: "internet", to: "db", reach: false, transitive: false })];
  const tested = (builder: DocumentBuilder) => selfTest(builder.network(), asked, () => {});
  const [without, granted] = [tested(threeTier()), tested(threeTier().grantable("debug", "web", "db", 5432))];
  expect(granted).toEqual(without);
});

describe("what the code states of grantable flows", () => {
  const codes = (more: object) => {
    const json = threeTier().grantable("debug", "web", "db", 5432, more).build();
    const read = embeddedStatements(statementValidator(), [{ path: "a.tf.json", json }], GUARDRAILS);
    return read.ok ? [] : read.problems.map(({ code }) => code);
  };

  it("is accepted as the construct writes it", () => {
    expect(codes({})).toEqual([]);
  });

  it.each([
    { maxMinutes: 0 },
    { maxMinutes: "60" },
    { entitlement: "" },
    { from: null },
    { protocol: 6 },
    { toPort: 65_536 },
    { more: 1 },
  ])("is refused with %j", (more) => {
    expect(new Set(codes(more))).toEqual(new Set(["CORDON_GRANTABLE_FLOW_INVALID"]));
  });
});
