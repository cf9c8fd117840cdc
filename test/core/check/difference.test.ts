import { describe, expect, it } from "vitest";
import { compare, type Difference } from "../../../core/check/difference.js";
import { inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import type { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import { DocumentBuilder, groupId, threeTier } from "../reachability/documents.js";

function difference(before: DocumentBuilder, after: DocumentBuilder): Difference {
  const side = (network: CheckedNetwork) => ({ network, findings: inspect(network, GUARDRAILS).findings });
  return compare(side(before.network()), side(after.network()));
}

const brief = ({ edges }: Difference) => ({
  gained: edges.gained.map(
    (edge) =>
      `${edge.from} ${edge.to} ${edge.protocol}/${edge.fromPort}-${edge.toPort} ${edge.certainty} ${edge.otherwise}`,
  ),
  lost: edges.lost.map(
    (edge) => `${edge.from} ${edge.to} ${edge.protocol}/${edge.fromPort}-${edge.toPort} ${edge.certainty}`,
  ),
});

describe("a difference", () => {
  it("is empty for the same network, and for rules that are split, merged or renamed", () => {
    expect(difference(threeTier(), threeTier())).toEqual({
      edges: { gained: [], lost: [] },
      findings: { gained: [], lost: [] },
      broader: false,
    });
    const split = new DocumentBuilder()
      .group("web", "app", "db")
      .ingress("low", "web", "0.0.0.0/1", 443)
      .ingress("high", "web", "128.0.0.0/1", 443)
      .flow("web", "app", 443)
      .flow("app", "db", 5432);
    expect(brief(difference(threeTier(), split))).toEqual({ gained: [], lost: [] });
  });

  it("names what is gained, with the rules, and says that access got broader", () => {
    const result = difference(threeTier(), threeTier().flow("web", "db", 5432));
    expect(result.broader).toBe(true);
    expect(brief(result)).toEqual({
      gained: [`${groupId("web")} ${groupId("db")} tcp/5432-5432 always closed`],
      lost: [],
    });
    expect(result.edges.gained[0]?.because).toEqual([
      "aws_vpc_security_group_egress_rule.web-db-5432",
      "aws_vpc_security_group_ingress_rule.web-db-5432",
    ]);
  });

  it("names what is lost, and is not broader", () => {
    const result = difference(threeTier().flow("web", "db", 5432), threeTier());
    expect(result.broader).toBe(false);
    expect(brief(result)).toEqual({
      gained: [],
      lost: [`${groupId("web")} ${groupId("db")} tcp/5432-5432 always`],
    });
  });

  it("takes only the new ports of a widened rule", () => {
    const widened = new DocumentBuilder()
      .group("a", "b")
      .egress("r", "a", "b", 443, { from_port: 400, to_port: 450 })
      .ingress("r", "b", "a", 443, { from_port: 400, to_port: 450 });
    const narrow = new DocumentBuilder().group("a", "b").flow("a", "b", 443);
    expect(brief(difference(narrow, widened)).gained).toEqual([
      `${groupId("a")} ${groupId("b")} tcp/400-442 always closed`,
      `${groupId("a")} ${groupId("b")} tcp/444-450 always closed`,
    ]);
  });

  it("knows that a narrower block lies in a wider one", () => {
    const from = (block: string) => new DocumentBuilder().group("web").ingress("office", "web", block, 443);
    const narrowed = difference(from("203.0.113.0/24"), from("203.0.113.0/25"));
    expect(narrowed.broader).toBe(false);
    expect(brief(narrowed).gained).toEqual([]);
    const widened = difference(from("203.0.113.0/25"), from("203.0.113.0/24"));
    expect(widened.broader).toBe(true);
    expect(brief(widened)).toEqual({
      gained: [`203.0.113.0/24 ${groupId("web")} tcp/443-443 always closed`],
      lost: [],
    });
    expect(difference(from("203.0.113.0/24"), from("0.0.0.0/0")).broader).toBe(true);
    expect(difference(from("0.0.0.0/0"), from("203.0.113.0/24")).broader).toBe(false);
  });

  it("takes certainty that grows for access that grows", () => {
    const from = (block: string) =>
      new DocumentBuilder()
        .group("app", "db")
        .egress("out", "app", "db", 5432)
        .ingress("in", "db", block, 5432);
    const result = difference(from("10.0.0.0/24"), from("10.0.0.0/16"));
    expect(result.broader).toBe(true);
    expect(brief(result).gained).toContain(
      `${groupId("app")} ${groupId("db")} tcp/5432-5432 always possible`,
    );
    expect(difference(from("10.0.0.0/16"), from("10.0.0.0/24")).broader).toBe(false);
  });

  it("lists findings gained and lost", () => {
    const result = difference(threeTier(), threeTier().ingress("ssh", "app", "0.0.0.0/0", 22));
    expect(result.findings.gained.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual([
      "CORDON-NET-001 aws_vpc_security_group_ingress_rule.ssh",
      // Whoever takes over app from there has the database: no tier stands between any more.
      "CORDON-NET-027 aws_security_group.db",
    ]);
    expect(result.findings.lost).toEqual([]);
  });
});
