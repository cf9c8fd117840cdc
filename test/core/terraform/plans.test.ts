import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import type { NetworkModel, RulePeer } from "../../../core/reachability/model.js";
import { readDocument } from "../../../core/reachability/read-document.js";

function documentOf(name: string): { planned_values: never; [key: string]: unknown } {
  return JSON.parse(
    readFileSync(fileURLToPath(new URL(`../reachability/documents/${name}`, import.meta.url)), "utf8"),
  );
}

function modelOf(json: unknown): NetworkModel {
  return valueOrThrow(readDocument([{ path: "plan.json", json }]));
}

/** Every rule as `<id> of <group>: <peers>`. */
function rulesOf(model: NetworkModel): string[] {
  const text = (peer: RulePeer): string => {
    if (peer.kind === "cidr") return peer.cidr.text;
    if (peer.kind === "group") return peer.group;
    return peer.kind === "unknown" ? `? ${peer.expression}` : peer.prefixList;
  };
  return model.rules.map(({ id, group, peers }) => `${id} of ${group}: ${peers.map(text).join(" ")}`);
}

describe("a plan in which nothing exists yet", () => {
  const model = modelOf(documentOf("first-plan.json"));

  it("resolves what is known only after apply, through counts and modules, both ways", () => {
    expect(rulesOf(model)).toEqual([
      'aws_vpc_security_group_ingress_rule.a["10.2.0.0/16"] of aws_security_group.app: 10.2.0.0/16',
      'aws_vpc_security_group_ingress_rule.a["10.3.0.0/16"] of aws_security_group.app: 10.3.0.0/16',
      "aws_vpc_security_group_ingress_rule.ip of aws_security_group.app: ? aws_instance.i.private_ip",
      "module.m.aws_vpc_security_group_ingress_rule.p[0] of module.m.aws_security_group.g: aws_security_group.many[0]",
      "module.m.aws_vpc_security_group_ingress_rule.p[1] of module.m.aws_security_group.g: aws_security_group.many[1]",
      "aws_vpc_security_group_egress_rule.many[0] of aws_security_group.many[0]: aws_security_group.app aws_security_group.inl aws_security_group.many[0] aws_security_group.many[1] aws_vpc.main.default_security_group_id module.m.aws_security_group.g",
      "aws_vpc_security_group_egress_rule.many[1] of aws_security_group.many[1]: aws_security_group.app aws_security_group.inl aws_security_group.many[0] aws_security_group.many[1] aws_vpc.main.default_security_group_id module.m.aws_security_group.g",
      "aws_security_group_rule.leg of aws_security_group.many[0]: module.m.aws_security_group.g",
      "module.m.aws_security_group_rule.l of module.m.aws_security_group.g: aws_security_group.many[0]",
      "aws_security_group.inl.ingress[0] of aws_security_group.inl: 10.1.0.0/16",
      "aws_security_group.inl.ingress[1] of aws_security_group.inl: aws_security_group.inl aws_security_group.app",
      "aws_security_group.inl.egress[0] of aws_security_group.inl: 0.0.0.0/0 ::/0",
      "aws_vpc.main.default_security_group_id.ingress[0] of aws_vpc.main.default_security_group_id: aws_vpc.main.default_security_group_id",
      "aws_vpc.main.default_security_group_id.egress[0] of aws_vpc.main.default_security_group_id: 0.0.0.0/0",
    ]);
  });

  it("lists what a plan does not say", () => {
    expect(model.unknown.map(({ resource }) => resource)).toEqual([
      "aws_vpc_security_group_ingress_rule.ip",
      "aws_vpc_security_group_egress_rule.many[0]",
      "aws_vpc_security_group_egress_rule.many[1]",
    ]);
  });

  it("places workloads, subnets, ACLs and routes", () => {
    expect([...model.workloads.values()]).toMatchObject([
      {
        id: "aws_instance.i",
        groups: ["aws_security_group.app", "aws_security_group.many[1]"],
        subnets: ["aws_subnet.s[0]"],
      },
      { id: "aws_network_interface.n", groups: ["aws_security_group.app"], subnets: ["aws_subnet.s[1]"] },
    ]);
    expect(model.subnets.get("aws_subnet.s[1]")).toMatchObject({
      vpc: "aws_vpc.main",
      networkAcl: "aws_network_acl.n",
    });
    expect(model.routeTables.get("aws_route_table.r")?.routes).toMatchObject([
      { target: { kind: "internet-gateway" } },
    ]);
  });
});

describe("an index that a plan does not record", () => {
  it("is taken as the same one only where both blocks have the same indexes", () => {
    const json = documentOf("first-plan.json");
    const planned = JSON.parse(JSON.stringify(json));
    const resources: { address: string }[] = planned.planned_values.root_module.resources;
    // A third group: `many[count.index]` may now be `many[count.index + 1]` without an error at plan.
    const third = resources.find(({ address }) => address === "aws_security_group.many[1]");
    resources.push({ ...third, address: "aws_security_group.many[2]", index: 2 } as never);
    const changed = modelOf(planned);
    const rule = changed.rules.find(({ id }) => id === "aws_vpc_security_group_egress_rule.many[0]");
    expect(changed.securityGroups.get(rule?.group ?? "")?.managed).toBe(false);
    expect(changed.unknown.map(({ why }) => why).join("\n")).toContain("a plan does not say which of");
  });
});

describe("a state", () => {
  const model = modelOf(documentOf("state.json"));

  it("shows a standalone rule once, although its group mirrors it", () => {
    expect(rulesOf(model)).toEqual([
      "aws_vpc_security_group_ingress_rule.ab of aws_security_group.b: aws_security_group.a",
      "aws_vpc_security_group_egress_rule.ab of aws_security_group.a: aws_security_group.b",
      "aws_security_group_rule.bcidr of aws_security_group.b: 203.0.113.0/24",
      "aws_security_group_rule.bself of aws_security_group.b: aws_security_group.b",
      "aws_security_group.c.ingress[0] of aws_security_group.c: aws_security_group.b",
    ]);
    expect(model.unknown).toEqual([]);
  });

  it("shows a rule that was added by hand", () => {
    const json = JSON.parse(JSON.stringify(documentOf("state.json")));
    const group = json.values.root_module.resources.find(
      ({ address }: { address: string }) => address === "aws_security_group.a",
    );
    const byHand = { protocol: "tcp", from_port: 22, to_port: 22, cidr_blocks: ["0.0.0.0/0"], self: false };
    group.values.ingress.push(byHand);
    expect(rulesOf(modelOf(json))).toContain(
      "aws_security_group.a.ingress[0] of aws_security_group.a: 0.0.0.0/0",
    );
  });

  it("takes a VPC that is looked up for the one that it is", () => {
    expect(model.securityGroups.get("aws_security_group.a")?.vpc).toBe("aws_vpc.main");
    expect([...model.vpcs.values()].every(({ identified }) => identified)).toBe(true);
  });
});

describe("a plan on a state", () => {
  it("replaces the rule that it changes, although the group still mirrors the earlier one", () => {
    const model = modelOf(documentOf("second-plan.json"));
    expect(rulesOf(model).filter((rule) => rule.includes("of aws_security_group.b"))).toEqual([
      "aws_vpc_security_group_ingress_rule.ab of aws_security_group.b: aws_security_group.a",
      "aws_security_group_rule.bcidr of aws_security_group.b: 203.0.113.0/24",
      "aws_security_group_rule.bself of aws_security_group.b: aws_security_group.b",
    ]);
  });
});
