import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import { isKnown, numberOf, textOf, Unresolved } from "../../terraform/value.js";
import type { OpenArgument, Subnet } from "../model.js";
import { atPath } from "./attribute-path.js";
import { flag } from "./flag.js";
import { openArguments } from "./open-arguments.js";

/** Types whose interfaces have IPv4 alone unless an argument asks for dual stack. */
const IPV4_BY_DEFAULT =
  /^aws_(?:lb|alb|elb|vpc_endpoint|db_instance|rds_cluster|elasticache_\w+|lambda_function|opensearch_domain)$/;

/** Instances and interfaces get an IPv6 address from their subnet or not at all. */
const BY_SUBNET = /^aws_(?:instance|spot_instance_request|network_interface|launch_template)$/;

/** Arguments that give an interface IPv6 addresses or prefixes, and those that say how many it gets. */
const ADDRESSES = ["ipv6_addresses", "ipv6_address_list", "ipv6_address", "ipv6_prefixes"];
const COUNTS = ["ipv6_address_count", "ipv6_prefix_count"];

/** Blocks that state interfaces in the place of the resource itself. */
const BLOCKS = ["", "network_interfaces."];

/** Arguments that choose between IPv4, IPv6 and both. */
const STACKS = ["ip_address_type", "network_type"];
const DUAL_STACK = "vpc_config.ipv6_allowed_for_dual_stack";

/**
 * Whether the interfaces of a workload have an IPv6 address: asked for, given by the subnet, or perhaps.
 *
 * @param subnets those of its subnets that are in the input
 * @param ofVpc whether its VPC has an IPv6 block
 */
export function ipv6Presence(resource: Resource, subnets: readonly Subnet[], ofVpc: Knowledge): Knowledge {
  const { values, type } = resource;
  const asked = isAsked(resource);
  if (asked === "yes") return "yes";
  const isOutOfReach =
    subnets.length === 0 ? ofVpc === "no" : subnets.every((subnet) => subnet.hasIpv6 === "no");
  const stack = STACKS.map((name) => values.get(name)).find(
    (value) => value !== undefined && value !== null && value !== "",
  );
  const allowed = atPath(values, DUAL_STACK);
  const dualStack = allowed.incomplete ? "unknown" : flag(allowed.values[0], "no");
  const isOpen = stack === undefined ? dualStack === "unknown" : !isKnown(stack);
  if (isOpen) return isOutOfReach ? "no" : "unknown";
  if (dualStack === "yes") return "yes";
  if (stack !== undefined) return /dual|ipv6/i.test(textOf(stack) ?? "") ? "yes" : "no";
  if (isOutOfReach) return "no";
  if (IPV4_BY_DEFAULT.test(type)) return "no";
  if (subnets.length === 0) return "unknown";
  if (subnets.every((subnet) => subnet.assignsIpv6 === "yes")) return "yes";
  const isNotGiven = subnets.every((subnet) => subnet.assignsIpv6 === "no");
  return asked === "no" && BY_SUBNET.test(type) && isNotGiven ? "no" : "unknown";
}

/** The arguments of a workload that leave open whether it has an IPv6 address; those of its subnets apart. */
export function openIpv6Arguments(resource: Resource): OpenArgument[] {
  const asking = BLOCKS.flatMap((block) => [...ADDRESSES, ...COUNTS].map((name) => block + name));
  return openArguments(resource, [...STACKS, DUAL_STACK, ...asking]);
}

/** Whether the arguments ask for an address or a prefix. */
function isAsked({ values }: Resource): Knowledge {
  const at = (names: readonly string[]) =>
    BLOCKS.flatMap((block) => names.flatMap((name) => atPath(values, `${block}${name}`).values));
  const [addresses, counts] = [at(ADDRESSES), at(COUNTS)];
  const isStated = addresses.some(
    (value) => !(value instanceof Unresolved) && value !== null && value !== "",
  );
  if (isStated || counts.some((value) => (numberOf(value) ?? 0) > 0)) return "yes";
  const open = [...addresses, ...counts].some((value) => !isKnown(value));
  return open ? "unknown" : "no";
}
