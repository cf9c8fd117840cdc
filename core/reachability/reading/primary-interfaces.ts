import type { Resource } from "../../terraform/resource.js";
import { isBlock, listOf, numberOf, textOf, type Value } from "../../terraform/value.js";
import type { ResourceIndex } from "./resource-index.js";

/** Types of a single instance, which may name interfaces that exist already. */
const INSTANCES = new Set(["aws_instance", "aws_spot_instance_request"]);

/** What an instance calls the interface that EC2 makes for it. */
export const PRIMARY_INTERFACE = ".primary_network_interface_id";

/**
 * The interfaces that an instance names instead of having one made, the first one before all others.
 *
 * Source: AWS provider, aws_instance, `network_interface` and, from version 6 on, `primary_network_interface`.
 */
export function namedInterfaces({ type, values }: Resource): readonly Value[] {
  if (!INSTANCES.has(type)) return [];
  const named = (blocks: readonly Value[]): Value[] =>
    blocks.flatMap((block) => (isBlock(block) ? listOf(block.get("network_interface_id")) : []));
  const all = listOf(values.get("network_interface"));
  const isFirst = (block: Value): boolean => isBlock(block) && numberOf(block.get("device_index")) === 0;
  return [
    ...named(listOf(values.get("primary_network_interface"))),
    ...named(all.filter(isFirst)),
    ...named(all.filter((block) => !isFirst(block))),
  ].filter((value) => value !== "");
}

/** Whether every interface that the instance names is a resource of the input, and so a workload in its place. */
export function namesOnlyKnownInterfaces(instance: Resource, index: ResourceIndex): boolean {
  const named = namedInterfaces(instance);
  return named.length > 0 && named.every((value) => isInterface(index.identify(value)?.resource));
}

/** The workload whose address and groups something means that names this: an instance means its first interface. */
export function workloadMeant(id: string, index: ResourceIndex): string {
  const own = id.endsWith(PRIMARY_INTERFACE) ? id.slice(0, -PRIMARY_INTERFACE.length) : id;
  const resource = index.resources.get(own);
  if (resource === undefined || !namesOnlyKnownInterfaces(resource, index)) return own;
  return index.identify(namedInterfaces(resource)[0])?.id ?? own;
}

function isInterface(resource: Resource | undefined): boolean {
  return resource?.type === "aws_network_interface" && resource.mode === "managed";
}

/** Whether the resource states the groups itself, as states show those of the interface that EC2 made. */
export function statesGroups({ values }: Resource): boolean {
  return listOf(values.get("vpc_security_group_ids")).some((value) => textOf(value) !== "");
}
