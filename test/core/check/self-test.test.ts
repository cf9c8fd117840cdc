import { describe, expect, it } from "vitest";
import { selfTest } from "../../../core/check/self-test.js";
import { DocumentBuilder, expectation, threeTier } from "../reachability/documents.js";

const silent = (): void => undefined;
const sealed = (from: string, to: string) => expectation({ from, to, reach: false });
const INGRESS = "aws_vpc_security_group_ingress_rule";
const EGRESS = "aws_vpc_security_group_egress_rule";

describe("the self-test", () => {
  it("reports every widened rule that no expectation notices", () => {
    const progress: string[] = [];
    const result = selfTest(threeTier().network(), [], (done, of) => progress.push(`${done}/${of}`));
    expect(result.caught).toBe(0);
    expect(result.mutants).toBe(result.notCovered.length + result.withoutEffect);
    expect(result.notCovered).toContainEqual({
      rule: `${INGRESS}.app-db-5432`,
      constructPath: null,
      mutation: "any-address",
      opens: ["internet to aws_security_group.db on tcp/5432"],
    });
    expect(progress).toHaveLength(result.mutants);
    expect(progress.at(-1)).toBe(`${result.mutants}/${result.mutants}`);
  });

  it("is caught by an expectation about what the mutant opens, and only by that", () => {
    const network = new DocumentBuilder().group("app", "db").flow("app", "db", 5432).network();
    const mutants = (expectations: Parameters<typeof selfTest>[1]) => {
      const { caught, notCovered } = selfTest(network, expectations, silent);
      return { caught, notCovered: notCovered.map(({ rule, mutation }) => `${rule} ${mutation}`).sort() };
    };
    expect(mutants([])).toEqual({
      caught: 0,
      notCovered: [`${EGRESS}.app-db-5432 any-address`, `${INGRESS}.app-db-5432 any-address`],
    });
    expect(mutants([sealed("internet", "db")])).toEqual({
      caught: 1,
      notCovered: [`${EGRESS}.app-db-5432 any-address`],
    });
    expect(mutants([sealed("internet", "db"), sealed("app", "internet")])).toEqual({
      caught: 2,
      notCovered: [],
    });
    // An expectation that is broken anyway guards nothing.
    expect(mutants([expectation({ from: "app", to: "db", reach: false })]).caught).toBe(0);
  });

  it("knows mutants that change nothing, because the other end still refuses", () => {
    const network = new DocumentBuilder().group("app", "db").flow("app", "db", 5432).network();
    // Widening the ports of one end alone opens nothing.
    expect(selfTest(network, [], silent)).toMatchObject({ mutants: 4, withoutEffect: 2 });
  });

  it("has nothing to widen in a rule that is as wide as can be", () => {
    const network = new DocumentBuilder().group("app").ingress("all4", "app", "0.0.0.0/0", "all").network();
    expect(selfTest(network, [], silent)).toMatchObject({ mutants: 1 });
  });
});
