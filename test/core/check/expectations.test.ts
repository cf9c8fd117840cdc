import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { type ExpectationEntry, parseExpectations } from "../../../core/check/expectation.js";
import { type ExpectationResult, judgeExpectations } from "../../../core/check/judge-expectations.js";
import { describeProblem, valueOrThrow } from "../../../core/errors.js";
import type { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import { DocumentBuilder, expectation, groupId, threeTier } from "../reachability/documents.js";

function judge(network: CheckedNetwork, entry: ExpectationEntry): ExpectationResult {
  const [result] = valueOrThrow(judgeExpectations(network, [expectation(entry)]));
  if (result === undefined) throw new Error("no result");
  return result;
}

const chainOf = ({ witness }: ExpectationResult): string[] =>
  witness.flatMap(({ from, to }, at) => (at === 0 ? [from, to] : [to]));

describe("an expectation that must reach", () => {
  it("holds on a certain edge, with the rules of both ends as witness", () => {
    const result = judge(threeTier().network(), {
      from: "app",
      to: "db",
      protocol: "tcp",
      port: 5432,
      reach: true,
    });
    expect(result).toMatchObject({ name: "app reaches db on tcp/5432", holds: true, why: null });
    expect(result.witness).toEqual([
      {
        from: groupId("app"),
        to: groupId("db"),
        protocol: "tcp",
        fromPort: 5432,
        toPort: 5432,
        family: "ipv4",
        certainty: "always",
        because: [
          "aws_vpc_security_group_egress_rule.app-db-5432",
          "aws_vpc_security_group_ingress_rule.app-db-5432",
        ],
        rules: [
          { rule: "aws_vpc_security_group_egress_rule.app-db-5432", constructPath: null },
          { rule: "aws_vpc_security_group_ingress_rule.app-db-5432", constructPath: null },
        ],
      },
    ]);
  });

  it.each([
    [
      { from: "app", to: "db", protocol: "tcp", port: 5433, reach: true },
      "no egress rule of app lets tcp/5433 out",
    ],
    [{ from: "db", to: "app", reach: true }, "no egress rule of db lets all traffic out"],
    [
      { from: "web", to: "db", protocol: "tcp", port: 443, reach: true },
      "no ingress rule of db lets tcp/443 in",
    ],
    [{ from: "web", to: "db", reach: true }, "their rules name other peers"],
  ] as const)("is broken without an edge and says what is missing: %j", (entry, why) => {
    const result = judge(threeTier().network(), entry);
    expect(result).toMatchObject({ holds: false, witness: [] });
    expect(result.why).toContain(why);
  });

  it("counts chains only where it is transitive", () => {
    const network = threeTier().network();
    expect(judge(network, { from: "web", to: "db", reach: true }).holds).toBe(false);
    const result = judge(network, { from: "web", to: "db", reach: true, transitive: true });
    expect(result.holds).toBe(true);
    expect(chainOf(result)).toEqual([groupId("web"), groupId("app"), groupId("db")]);
  });

  it("asks of a chain that its last conversation carries the traffic", () => {
    const network = threeTier().network();
    const entry = { from: "web", to: "db", protocol: "tcp", reach: true, transitive: true } as const;
    expect(judge(network, { ...entry, port: 5432 }).holds).toBe(true);
    expect(judge(network, { ...entry, port: 443 }).holds).toBe(false);
  });

  it("takes a port without a protocol as tcp or udp, and a protocol without a port as all of it", () => {
    const network = threeTier().network();
    expect(judge(network, { from: "app", to: "db", port: 5432, reach: true }).holds).toBe(true);
    expect(judge(network, { from: "app", to: "db", protocol: "tcp", reach: true }).holds).toBe(true);
    expect(judge(network, { from: "app", to: "db", protocol: "udp", reach: true }).holds).toBe(false);
    expect(judge(network, { from: "app", to: "db", protocol: 6, port: 5432, reach: true }).holds).toBe(true);
  });
});

describe("an expectation that must not reach", () => {
  it("holds where no edge exists, and breaks with the chain where one does", () => {
    const network = threeTier().network();
    expect(judge(network, { from: "internet", to: "db", reach: false })).toMatchObject({
      holds: true,
      witness: [],
    });
    const chained = judge(network, {
      name: "db is sealed",
      from: "internet",
      to: "db",
      reach: false,
      transitive: true,
    });
    expect(chained).toMatchObject({ name: "db is sealed", holds: false });
    expect(chainOf(chained)).toEqual(["internet", groupId("web"), groupId("app"), groupId("db")]);
  });

  it("is about the workloads that carry the group, in union with their other groups", () => {
    const network = threeTier()
      .group("broad")
      .ingress("broad", "broad", "0.0.0.0/0", "all")
      .with("aws_instance", "orders", {
        vpc_security_group_ids: [`\${aws_security_group.db.id}`, `\${aws_security_group.broad.id}`],
        associate_public_ip_address: true,
      })
      .network();
    const result = judge(network, { from: "internet", to: groupId("db"), reach: false });
    expect(result.holds).not.toBe(true);
    expect(chainOf(result)).toEqual(["internet", "aws_instance.orders"]);
  });

  it("meets a workload through its groups where the other segment has no workloads", () => {
    const network = threeTier().instance("orders", "db").network();
    expect(judge(network, { from: "app", to: "aws_instance.orders", reach: false }).holds).toBe(false);
    expect(judge(network, { from: "app", to: "aws_instance.orders", port: 5432, reach: true }).holds).toBe(
      true,
    );
    expect(judge(network, { from: "web", to: "aws_instance.orders", reach: false }).holds).toBe(true);
  });

  it("is UNKNOWN where an edge is only possible", () => {
    const network = new DocumentBuilder()
      .group("app", "db")
      .egress("app-db", "app", "10.0.1.0/24", 5432)
      .ingress("app-db", "db", "app", 5432)
      .network();
    const sealed = judge(network, { from: "app", to: "db", reach: false });
    expect(sealed.holds).toBeNull();
    expect(sealed.why).toContain("possible, not certain");
    expect(sealed.witness).toHaveLength(1);
    expect(judge(network, { from: "app", to: "db", reach: true }).holds).toBeNull();
  });

  it("is UNKNOWN toward a group that is not in the input", () => {
    const network = threeTier().egress("away", "app", `\${var.open}`, 443).network();
    const unresolved = network.reachability.endpoints.find(({ kind }) => kind === "unknown");
    expect(unresolved).toBeDefined();
    expect(judge(network, { from: "db", to: unresolved?.id ?? "", reach: false }).holds).toBeNull();
  });

  it("is UNKNOWN where a chain may go on behind a group that is not in the input", () => {
    const network = new DocumentBuilder()
      .group("a", "b")
      .egress("out", "a", `\${var.open}`, 443)
      .ingress("back", "b", `\${var.open}`, 443)
      .network();
    const result = judge(network, { from: "a", to: "b", reach: false, transitive: true });
    expect(result.holds).toBeNull();
  });
});

describe("the ends of an expectation", () => {
  it("may be an address or a block: what the internet may do, every address may do", () => {
    const network = threeTier().network();
    expect(judge(network, { from: "198.51.100.7", to: "web", port: 443, reach: true }).holds).toBe(true);
    expect(judge(network, { from: "198.51.100.0/24", to: "web", port: 443, reach: false }).holds).toBe(false);
    expect(judge(network, { from: "2001:db8::1", to: "web", port: 443, reach: false }).holds).toBe(true);
  });

  it("need every address of a block to reach, and no address where none may", () => {
    const network = new DocumentBuilder()
      .group("web")
      .ingress("office", "web", "203.0.113.0/25", 443)
      .network();
    expect(judge(network, { from: "203.0.113.0/24", to: "web", reach: false }).holds).toBe(false);
    expect(judge(network, { from: "203.0.113.0/24", to: "web", reach: true }).holds).toBe(false);
    expect(judge(network, { from: "203.0.113.7", to: "web", reach: true }).holds).toBe(true);
    expect(judge(network, { from: "203.0.113.200", to: "web", reach: false }).holds).toBe(true);
  });

  it("are not proven sealed for a block of the VPC itself, whose hosts have names", () => {
    const result = judge(threeTier().network(), { from: "10.0.0.0/24", to: "db", reach: false });
    expect(result).toMatchObject({ holds: null });
    expect(result.why).toContain("aws_vpc.main");
  });

  it("are known by id, name, label, Name tag and construct path", () => {
    const network = new DocumentBuilder()
      .with("aws_security_group", "label", {
        name: "shop-db",
        tags: { Name: "orders", "cordon:segment": "db" },
        vpc_id: `\${aws_vpc.main.id}`,
        "//": { metadata: { path: "shop/segments/db/Resource" } },
      })
      .network();
    for (const to of [
      groupId("label"),
      "label",
      "shop-db",
      "orders",
      "db",
      "shop/segments/db",
      "shop/segments/db/Resource",
    ]) {
      expect(judge(network, { from: "internet", to, reach: false }).holds).toBe(true);
    }
  });

  it("that are unknown are refused together, with what was meant", () => {
    const result = judgeExpectations(threeTier().network(), [
      expectation({ from: "interent", to: "dbb", reach: false }),
    ]);
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.problems.map(({ code, got, fix, where }) => ({ code, got, fix, where }))).toEqual([
      {
        code: "CORDON_EXPECTATION_NAME_UNKNOWN",
        got: '"interent"',
        fix: 'did you mean "internet"?',
        where: "expectations.json#/expectations/0/from",
      },
      {
        code: "CORDON_EXPECTATION_NAME_UNKNOWN",
        got: '"dbb"',
        fix: 'did you mean "db"?',
        where: "expectations.json#/expectations/0/to",
      },
    ]);
  });
});

describe("a file of expectations", () => {
  const good = { from: "app", to: "db", protocol: "tcp", port: 5432, reach: true };
  const parse = (json: unknown) =>
    parseExpectations(
      new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true }),
      json,
      "e.json",
    );

  it("is read with and without a version", () => {
    expect(valueOrThrow(parse({ expectations: [good] }))).toHaveLength(1);
    expect(valueOrThrow(parse({ version: 1, expectations: [] }))).toEqual([]);
  });

  it.each([
    [{ version: 2, expectations: [] }, "e.json#/version"],
    [{}, 'the key "expectations" is missing'],
    [
      { expectations: {} },
      "e.json#/expectations: a value of another type is needed. Got: {}. Allowed: array (a list of expectations)",
    ],
    [
      { expectations: [{ ...good, reach: "yes" }] },
      'e.json#/expectations/0/reach: a value of another type is needed. Got: "yes". Allowed: boolean',
    ],
    [{ expectations: [{ ...good, port: 65536 }] }, "e.json#/expectations/0/port"],
    [{ expectations: [{ ...good, transitiv: true }] }, 'did you mean "transitive"?'],
    [{ expectations: [{ from: "a", reach: true }] }, 'the key "to" is missing'],
    [
      { expectations: [{ ...good, protocol: "tpc" }] },
      "e.json#/expectations/0/protocol: this is no protocol",
    ],
    [
      { expectations: [{ ...good, protocol: "icmp" }] },
      "e.json#/expectations/0/port: this protocol has no ports",
    ],
    [null, "e.json#: a value of another type is needed. Got: null. Allowed: object"],
  ])("is refused with its place: %j", (json, message) => {
    const result = parse(json);
    expect(result.ok).toBe(false);
    if (!result.ok) expect(result.problems.map(describeProblem).join("\n")).toContain(message);
  });
});
