import { expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { type Shown, shownPlan } from "./shown-documents.js";

const references = (...names: string[]) => ({
  references: names.flatMap((name) => (name.endsWith(".id") ? [name, name.slice(0, -".id".length)] : [name])),
});
const vpc = references("aws_vpc.main.id");
const own = references("aws_security_group.own.id");
const rules = [{ protocol: "tcp", from_port: 443, to_port: 443, self: true }];
const host = { ami: "ami-12345678", instance_type: "t3.micro" };

/** Members of `own` may talk to each other, and the client is one. */
const PLANNED: Shown = {
  "aws_vpc.main": { cidr_block: "10.0.0.0/16" },
  "aws_subnet.main": { cidr_block: "10.0.1.0/24" },
  "aws_security_group.own": { name: "own", description: "a tier", ingress: rules, egress: rules },
  "aws_security_group.other": { name: "other", description: "a tier" },
  "aws_lb.front": { name: "front", load_balancer_type: "network", internal: true },
  "aws_instance.client": host,
  "aws_instance.host": host,
};
const EXPRESSIONS: Shown = {
  "aws_subnet.main": { vpc_id: vpc },
  "aws_security_group.own": { vpc_id: vpc },
  "aws_security_group.other": { vpc_id: vpc },
  "aws_instance.client": { vpc_security_group_ids: own, subnet_id: references("aws_subnet.main.id") },
};

/** What is said of the instance where the list of its groups has these references. */
function sayOf(groups: { readonly references: readonly string[] }) {
  const written = { vpc_security_group_ids: groups, subnet_id: references("aws_subnet.main.id") };
  const plan = shownPlan("plan.json", PLANNED, {
    expressions: { ...EXPRESSIONS, "aws_instance.host": written },
  });
  const { edges, unknown } = computeReachability(valueOrThrow(readDocument([plan])));
  return {
    certainty: edges.find(({ from, to }) => from === "aws_instance.client" && to === "aws_instance.host")
      ?.certainty,
    unknown: unknown.filter(({ resource }) => resource === "aws_instance.host").length,
  };
}

it.each([
  ["[own.id]", own],
  ["[own.id, other.id]", references("aws_security_group.own.id", "aws_security_group.other.id")],
  [
    "[own[count.index].id, other.id]",
    references("aws_security_group.own", "count.index", "aws_security_group.other.id"),
  ],
  [
    "[own.id, vpc.default_security_group_id]",
    references("aws_security_group.own.id", "aws_vpc.main.default_security_group_id", "aws_vpc.main"),
  ],
])("the groups of a host whose list is %s are certain", (_, groups) => {
  expect(sayOf(groups)).toEqual({ certainty: "always", unknown: 0 });
});

it.each([
  // A splat hides the attribute, so that it may be the group that the VPC comes with.
  [
    "concat([own.id], vpc[*].default_security_group_id)",
    references("aws_security_group.own.id", "aws_vpc.main"),
  ],
  [
    "front.internal ? [own.id] : [other.id]",
    references(
      "aws_lb.front.internal",
      "aws_lb.front",
      "aws_security_group.own.id",
      "aws_security_group.other.id",
    ),
  ],
  [
    "count.index == 0 ? [own.id] : [other.id]",
    references("count.index", "aws_security_group.own.id", "aws_security_group.other.id"),
  ],
  [
    'each.key == "a" ? [own.id] : [other.id]',
    references("each.key", "aws_security_group.own.id", "aws_security_group.other.id"),
  ],
])("one that may leave out some, as %s, is not known", (_, groups) => {
  expect(sayOf(groups)).toEqual({ certainty: "possible", unknown: 1 });
});
