import type { Resource } from "../../terraform/resource.js";
import { type Block, booleanOf, isBlock, isList, textOf } from "../../terraform/value.js";

/** The list attributes in which AWS returns what separate resources add: entries of an ACL, routes of a table. */
const MIRRORING: Readonly<Record<string, readonly string[]>> = {
  aws_network_acl: ["ingress", "egress"],
  aws_default_network_acl: ["ingress", "egress"],
  aws_route_table: ["route"],
  aws_default_route_table: ["route"],
};

/**
 * The resources of a plan, where lists that the configuration leaves out no longer show separate entries and routes of the
 * state before: those that stay have resources of their own, and those that the plan deletes or changes would stand beside
 * their successors.
 *
 * An entry is known by its number, a route by its destination: EC2 keeps one of each.
 */
export function withoutMirroredEntries(
  resources: readonly Resource[],
  earlier: readonly Resource[],
): readonly Resource[] {
  const separate = new Set(earlier.flatMap(separateKey));
  if (separate.size === 0) return resources;
  return resources.map((resource) => {
    const lists = (MIRRORING[resource.type] ?? []).filter((name) => resource.written?.has(name) !== true);
    const id = textOf(resource.values.get("id"));
    if (lists.length === 0 || id === undefined) return resource;
    const values = new Map(resource.values);
    for (const name of lists) {
      const blocks = values.get(name);
      if (isList(blocks))
        values.set(
          name,
          blocks.filter((block) => !isBlock(block) || !separate.has(`${id} ${name} ${listedKey(block)}`)),
        );
    }
    return { ...resource, values };
  });
}

function separateKey({ type, values }: Resource): string[] {
  if (type === "aws_network_acl_rule") {
    const direction = booleanOf(values.get("egress")) === true ? "egress" : "ingress";
    return [`${textOf(values.get("network_acl_id"))} ${direction} ${textOf(values.get("rule_number"))}`];
  }
  if (type !== "aws_route") return [];
  return [`${textOf(values.get("route_table_id"))} route ${destination(values, "destination_")}`];
}

function listedKey(block: Block): string {
  return textOf(block.get("rule_no")) ?? destination(block, "");
}

function destination(values: Block, prefix: string): string {
  return [`${prefix}cidr_block`, `${prefix}ipv6_cidr_block`, "destination_prefix_list_id"]
    .map((name) => textOf(values.get(name)) ?? "")
    .join("|");
}
