import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { entry, type Shown, shownPlan } from "./shown-documents.js";

/** Each with its beginnings, as Terraform lists them. */
const references = (...names: string[]) => ({
  references: names.flatMap((name) =>
    /\.(?:id|arn)$/.test(name) ? [name, name.replace(/\.\w+$/, "")] : [name],
  ),
});
const vpc = references("aws_vpc.main.id");
const own = references("aws_security_group.own.id");
const place = references("aws_subnet.main.id");
const isOwn = references("var.x", "aws_security_group.own.id");

/** Members of `own` may talk to each other, and the client is one. */
const rules = [{ protocol: "tcp", from_port: 443, to_port: 443, self: true }];
const NETWORK: Shown = {
  "aws_vpc.main": { cidr_block: "10.0.0.0/16" },
  "aws_vpc.other": { cidr_block: "10.1.0.0/16" },
  "aws_subnet.main": { cidr_block: "10.0.1.0/24" },
  "aws_security_group.own": { name: "own", description: "a tier", ingress: rules, egress: rules },
  "aws_instance.client": { ami: "ami-12345678", instance_type: "t3.micro" },
};
const EXPRESSIONS: Shown = {
  "aws_subnet.main": { vpc_id: vpc },
  "aws_security_group.own": { vpc_id: vpc },
  "aws_instance.client": { vpc_security_group_ids: own, subnet_id: place },
};

function planned(more: Shown, expressions: Shown) {
  const plan = shownPlan(
    "plan.json",
    { ...NETWORK, ...more },
    { expressions: { ...EXPRESSIONS, ...expressions } },
  );
  const json = {
    ...(plan.json as object),
    variables: { x: { value: true }, ids: { value: ["sg-0123456789abcdef0"] } },
  };
  return computeReachability(valueOrThrow(readDocument([{ ...plan, json }])));
}

/** The certainties of what the client may reach, and what is not known of the host itself. */
function sayOf(host: string, values: Shown[string], written: Shown[string], more: Shown = {}) {
  const { edges, unknown } = planned(
    { [host]: values, ...more },
    { [host]: { subnet_id: place, ...written } },
  );
  return {
    certainty: edges.find(({ from, to }) => from === "aws_instance.client" && to === host)?.certainty,
    why: unknown.filter(({ resource }) => resource === host).map(({ why }) => why),
  };
}

const instance = { ami: "ami-12345678", instance_type: "t3.micro" };
const balancer = { name: "front", load_balancer_type: "network", internal: true };

describe("an argument that the provider fills in where it is null", () => {
  it.each([
    ["var.x ? [own.id] : null", isOwn],
    ["length(var.ids) > 0 ? var.ids : [own.id]", references("var.ids", "aws_security_group.own.id")],
    ["vpc.arn == var.x ? [own.id] : null", references("aws_vpc.main.arn", "aws_security_group.own.id")],
    ['each.key == "a" ? [own.id] : null', references("each.key", "aws_security_group.own.id")],
    [
      'terraform.workspace == "a" ? [own.id] : null',
      references("terraform.workspace", "aws_security_group.own.id"),
    ],
  ])("is perhaps null, as the groups of an instance: %s", (_, groups) => {
    const { certainty, why } = sayOf("aws_instance.host", instance, { vpc_security_group_ids: groups });
    expect(certainty).toBe("possible");
    expect(why).toEqual([
      expect.stringMatching(/aws_security_group\.own it carries|it carries aws_security_group\.own/),
    ]);
  });

  it("is what it names where no other reference decides", () => {
    const said = sayOf("aws_instance.host", instance, { vpc_security_group_ids: own });
    expect(said).toEqual({ certainty: "always", why: [] });
  });

  it("brings the default group in only where it may be empty", () => {
    const mentions = (groups: object): string[] => {
      const { endpoints } = planned(
        {
          "aws_instance.host": instance,
          "aws_security_group.many[0]": { name: "a", description: "a tier" },
          "aws_security_group.many[1]": { name: "b", description: "a tier" },
        },
        { "aws_instance.host": { subnet_id: place, vpc_security_group_ids: groups } },
      );
      return endpoints.map(({ id }) => id).filter((id) => id.endsWith(".default_security_group_id"));
    };
    expect(mentions(references("aws_security_group.many"))).toEqual([]);
    expect(mentions(references("var.x", "aws_security_group.many"))).toEqual([
      "aws_vpc.main.default_security_group_id",
    ]);
  });

  it("leaves a network load balancer perhaps without any filter", () => {
    const subnets = references("aws_subnet.main.id");
    expect(sayOf("aws_lb.front", balancer, { subnets, security_groups: own })).toEqual({
      certainty: "always",
      why: [],
    });
    expect(sayOf("aws_lb.front", balancer, { subnets, security_groups: isOwn })).toEqual({
      certainty: "possible",
      why: ["some of its security groups are not known"],
    });
  });

  it("says nothing of where a host is", () => {
    const place = references("var.x", "aws_subnet.main.id");
    const { edges } = planned(
      {
        "aws_instance.host": instance,
        "aws_security_group.own": {
          ...NETWORK["aws_security_group.own"],
          egress: [entry({ cidr: "0.0.0.0/0" }, 443)],
        },
      },
      { "aws_instance.host": { vpc_security_group_ids: own, subnet_id: place } },
    );
    const out = edges
      .filter(({ to }) => to === "internet")
      .map(({ from, certainty }) => `${from} ${certainty}`);
    expect(out).toContain("aws_security_group.own always");
    expect(out).not.toContain("aws_instance.host always");
  });

  it("leaves an instance perhaps with the groups of its launch template", () => {
    const template = { name: "t" };
    const { certainty, why } = sayOf(
      "aws_instance.host",
      { ...instance, launch_template: [{ name: "t" }] },
      { vpc_security_group_ids: references("var.x", "aws_security_group.other.id") },
      {
        "aws_launch_template.t": { ...template, vpc_security_group_ids: ["sg-0123456789abcdef0"] },
        "aws_security_group.other": { name: "other", description: "a tier" },
      },
    );
    expect(certainty).toBeUndefined();
    expect(why[0]).toContain("aws_security_group.other, sg-0123456789abcdef0");
  });
});

describe("an argument of which a plan shows that it is null", () => {
  it("is what it names, whatever decides: a known condition has decided", () => {
    const rule = { type: "ingress", protocol: "tcp", from_port: 22, to_port: 22 };
    const { edges } = planned(
      {
        "aws_security_group_rule.older": rule,
        "aws_vpc_security_group_egress_rule.newer": { ip_protocol: "tcp", from_port: 22, to_port: 22 },
      },
      {
        "aws_security_group_rule.older": {
          security_group_id: references("var.x", "aws_security_group.own.id"),
          source_security_group_id: isOwn,
        },
        "aws_vpc_security_group_egress_rule.newer": {
          security_group_id: own,
          referenced_security_group_id: isOwn,
        },
      },
    );
    expect(
      edges
        .filter(({ from, to }) => from === to)
        .map(({ fromPort, certainty }) => `${fromPort} ${certainty}`),
    ).toEqual(["22 always", "443 always"]);
  });

  it.each([
    ["beside a prefix list", { prefix_list_ids: ["pl-0123456789abcdef0"] }, isOwn],
    ["where what is not known decides", {}, references("aws_vpc.main.arn", "aws_security_group.own.id")],
  ])("is perhaps null %s", (_, values, source) => {
    const rule = { type: "ingress", protocol: "tcp", from_port: 22, to_port: 22, ...values };
    const egress = { ip_protocol: "tcp", from_port: 22, to_port: 22 };
    const { edges } = planned(
      { "aws_security_group_rule.older": rule, "aws_vpc_security_group_egress_rule.newer": egress },
      {
        "aws_security_group_rule.older": { security_group_id: own, source_security_group_id: source },
        "aws_vpc_security_group_egress_rule.newer": {
          security_group_id: own,
          referenced_security_group_id: own,
        },
      },
    );
    const found = edges.filter(({ from, to, fromPort }) => from === to && fromPort === 22);
    expect(found.map(({ certainty }) => certainty)).toEqual(["possible"]);
  });
});

describe("two groups are in one VPC", () => {
  /** Whether x reaches y, by rules that name each other or every address. */
  const pair = (x: object, y: object, by: "reference" | "address") => {
    const rule = {
      ip_protocol: "tcp",
      from_port: 443,
      to_port: 443,
      ...(by === "address" ? { cidr_ipv4: "0.0.0.0/0" } : {}),
    };
    const [from, to] = [references("aws_security_group.x.id"), references("aws_security_group.y.id")];
    const naming = (other: object) => (by === "address" ? {} : { referenced_security_group_id: other });
    const { edges } = planned(
      {
        "aws_security_group.x": { name: "x", description: "a tier" },
        "aws_security_group.y": { name: "y", description: "a tier" },
        "aws_vpc_security_group_egress_rule.out": rule,
        "aws_vpc_security_group_ingress_rule.in": rule,
      },
      {
        "aws_security_group.x": { vpc_id: x },
        "aws_security_group.y": { vpc_id: y },
        "aws_vpc_security_group_egress_rule.out": { security_group_id: from, ...naming(to) },
        "aws_vpc_security_group_ingress_rule.in": { security_group_id: to, ...naming(from) },
      },
    );
    return edges.find((edge) => edge.from === "aws_security_group.x" && edge.to === "aws_security_group.y")
      ?.certainty;
  };

  it("where both name it", () => {
    expect(pair(vpc, vpc, "address")).toBe("always");
    expect(pair(vpc, vpc, "reference")).toBe("always");
  });

  it.each([
    ["element(local.v, 0), element(local.v, 1)", references("local.v"), references("local.v")],
    ["local.v[0], local.v[1]", references("local.v[0]", "local.v"), references("local.v[1]", "local.v")],
    [
      "var.x ? main.id : null",
      references("var.x", "aws_vpc.main.id"),
      references("var.x", "aws_vpc.main.id"),
    ],
  ])("perhaps, where each may be another one: %s", (_, x, y) => {
    expect(pair(x, y, "address")).toBe("possible");
    // EC2 takes a reference only to a group of the same VPC, or of one that it meets.
    expect(pair(x, y, "reference")).toBe("always");
  });
});

it("what is not known of one plan is nothing of another", () => {
  const plans = ["a", "b"].map((name) =>
    shownPlan(
      `${name}.json`,
      {
        [`aws_vpc.${name}1`]: { cidr_block: "10.0.0.0/16" },
        [`aws_vpc.${name}2`]: { cidr_block: "10.1.0.0/16" },
        [`aws_security_group.${name}`]: {
          name,
          description: "a tier",
        },
      },
      { expressions: { [`aws_security_group.${name}`]: { vpc_id: references("local.v") } } },
    ),
  );
  const { securityGroups } = valueOrThrow(readDocument(plans));
  expect(new Set([...securityGroups.values()].map((group) => group.vpc)).size).toBe(2);
});

describe("a list that a module is given", () => {
  /** What a group of the root is sure to let in, from the other end that the called module names. */
  const sure = (
    block: string,
    keys: readonly (string | number)[],
    argument: object,
    source: object,
  ): string[] => {
    const group = (key: string | number) => `aws_security_group.${block}[${JSON.stringify(key)}]`;
    const many = keys.map((key) => ({
      address: group(key),
      mode: "managed",
      type: "aws_security_group",
      name: block,
      index: key,
      provider_name: "registry.terraform.io/hashicorp/aws",
      values: { name: `${key}`, egress: [entry({ cidr: "10.0.0.0/8" }, 443)] },
    }));
    const plan = shownPlan("plan.json", NETWORK, { expressions: EXPRESSIONS });
    const json = plan.json as Record<string, { root_module: { resources: object[] } }> & {
      resource_changes: object[];
    };
    const planned = json["planned_values"]?.root_module;
    const root = json["configuration"]?.root_module;
    const rule = { type: "aws_vpc_security_group_ingress_rule", name: "in" };
    Object.assign(planned ?? {}, {
      resources: [...(planned?.resources ?? []), ...many],
      child_modules: [
        {
          address: "module.m",
          resources: [
            {
              ...rule,
              address: `module.m.${rule.type}.in`,
              mode: "managed",
              provider_name: "registry.terraform.io/hashicorp/aws",
              values: { ip_protocol: "tcp", from_port: 443, to_port: 443 },
            },
          ],
        },
      ],
    });
    Object.assign(root ?? {}, {
      resources: [
        ...(root?.resources ?? []),
        {
          address: `aws_security_group.${block}`,
          mode: "managed",
          type: "aws_security_group",
          name: block,
          expressions: { vpc_id: vpc },
        },
      ],
      module_calls: {
        m: {
          expressions: { owner: own, peers: argument },
          module: {
            resources: [
              {
                ...rule,
                address: `${rule.type}.in`,
                mode: "managed",
                expressions: {
                  security_group_id: references("var.owner"),
                  referenced_security_group_id: source,
                },
              },
            ],
            variables: { owner: {}, peers: {} },
          },
        },
      },
    });
    json.resource_changes.push(
      ...many.map(({ address }) => ({
        address,
        change: { actions: ["create"], after_unknown: { id: true, vpc_id: true } },
      })),
      {
        address: `module.m.${rule.type}.in`,
        change: {
          actions: ["create"],
          after_unknown: { id: true, security_group_id: true, referenced_security_group_id: true },
        },
      },
    );
    const { edges } = computeReachability(valueOrThrow(readDocument([plan])));
    return edges
      .filter(({ from, to }) => to === "aws_security_group.own" && from !== to)
      .map(({ from, certainty }) => `${from} ${certainty}`)
      .filter((one) => one.includes(block));
  };

  it.each([
    [
      "var.peers[0] of many[*].id",
      [0, 1],
      references("aws_security_group.many"),
      ["aws_security_group.many[0] always"],
    ],
    // Nothing says in which order the instances of a block with keys were put.
    [
      "var.peers[0] of values(many)[*].id",
      ["x", "y"],
      references("aws_security_group.many"),
      ['aws_security_group.many["x"] possible', 'aws_security_group.many["y"] possible'],
    ],
  ])("%s", (_, keys, argument, expected) => {
    expect(sure("many", keys, argument, references("var.peers[0]", "var.peers")).sort()).toEqual(expected);
  });

  it("may be too short for an index", () => {
    const one = {
      references: ["aws_security_group.many[0].id", "aws_security_group.many[0]", "aws_security_group.many"],
    };
    expect(sure("many", [0], one, references("var.peers[0]", "var.peers"))).toEqual([
      "aws_security_group.many[0] always",
    ]);
    expect(sure("many", [0], one, references("var.peers[1]", "var.peers"))).toEqual([
      "aws_security_group.many[0] possible",
    ]);
  });

  it("may be read in part", () => {
    expect(
      sure("many", [0, 1], references("aws_security_group.many"), references("var.peers")).sort(),
    ).toEqual(["aws_security_group.many[0] possible", "aws_security_group.many[1] possible"]);
  });
});
