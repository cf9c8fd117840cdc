import type { Resource } from "../../terraform/resource.js";
import { alternatives, listOf, mayBeNone, textOf, type Value } from "../../terraform/value.js";
import { type AtPath, atPath } from "./attribute-path.js";
import type { NetworkReader } from "./network-reader.js";
import type { WorkloadRow } from "./workload-table.js";

/** Where a workload's interfaces stand. */
export interface Placement {
  /** Ids of the subnets; one that is not in the input is left out and makes `incomplete`. */
  readonly subnets: readonly string[];
  /** Some subnet is not in the input. */
  readonly incomplete: boolean;
  /** It is not known which one, so it may be any of the VPC. */
  readonly open: boolean;
  /** It is not known whether it states any, so they do not say in which VPC it is. */
  readonly perhapsNone: boolean;
}

/** The subnets that the resource states, itself, through a subnet group or through its Auto Scaling groups. */
export function readPlacement(resource: Resource, row: WorkloadRow, reader: NetworkReader): Placement {
  const direct = row.subnets.map((path) => atPath(resource.values, path));
  const grouped = row.subnetGroup === undefined ? [] : [subnetGroup(resource, row.subnetGroup, reader)];
  const scaled = SCALED.has(resource.type) ? autoScaled(resource, reader) : [];
  const found: readonly (AtPath & { readonly open?: boolean })[] = [...direct, ...grouped, ...scaled];
  const subnets = new Set<string>();
  let open = found.some((part) => part.open ?? part.incomplete);
  let incomplete = found.some((part) => part.incomplete);
  const stated = found.flatMap((part) => part.values);
  const perhapsNone =
    grouped.some((group) => group.perhapsNone) || (stated.length > 0 && stated.every(mayBeNone));
  if (perhapsNone) {
    incomplete = true;
    open = true;
  }
  // Where one of some subnets is meant, it may stand in each.
  const named = stated.flatMap(alternatives);
  for (const value of named) {
    const identity = reader.index.identify(value);
    if (identity === undefined) continue;
    if (isSubnet(identity.resource)) subnets.add(identity.id);
    else {
      incomplete = true;
      open ||= !identity.certain;
    }
  }
  return { subnets: [...subnets], incomplete, open, perhapsNone };
}

function isSubnet(resource: Resource | undefined): boolean {
  return resource?.type === "aws_subnet" || resource?.type === "aws_default_subnet";
}

function subnetGroup(
  resource: Resource,
  { path, type }: { readonly path: string; readonly type: string },
  reader: NetworkReader,
): AtPath & Pick<Placement, "open" | "perhapsNone"> {
  const names = atPath(resource.values, path);
  let open = names.incomplete;
  const perhapsNone = names.values.some(mayBeNone);
  const groups = names.values.flatMap(alternatives).flatMap((value) => {
    if (value === null && perhapsNone) return [null];
    const identity = reader.index.identify(value);
    if (identity === undefined) return [];
    const byReference = identity.resource?.type === type ? identity.resource : undefined;
    const group = byReference ?? reader.index.ofType(type).find((one) => isNamed(one, value)) ?? null;
    if (group === null && !identity.certain) open = true;
    return [group];
  });
  return {
    values: groups.flatMap((group) => (group === null ? [] : listOf(group.values.get("subnet_ids")))),
    incomplete: names.incomplete || groups.includes(null),
    open: open || perhapsNone,
    perhapsNone,
  };
}

function isNamed(group: Resource, value: Value): boolean {
  const name = textOf(value);
  if (name === undefined) return false;
  return ["name", "id", "subnet_group_name", "replication_subnet_group_id"].some(
    (attribute) => textOf(group.values.get(attribute)) === name,
  );
}

/** Types whose instances others start, and so place. */
export const SCALED: ReadonlySet<string> = new Set(["aws_launch_template", "aws_launch_configuration"]);

/** Where a launch template or configuration is named by an Auto Scaling group. */
const TEMPLATE_PATHS = [
  "launch_configuration",
  "launch_template.id",
  "launch_template.name",
  "mixed_instances_policy.launch_template.launch_template_specification.launch_template_id",
  "mixed_instances_policy.launch_template.launch_template_specification.launch_template_name",
];

function autoScaled(template: Resource, reader: NetworkReader): AtPath[] {
  return reader.index
    .managed("aws_autoscaling_group")
    .filter((group) => TEMPLATE_PATHS.some((path) => names(group, path, template, reader)))
    .map((group) => atPath(group.values, "vpc_zone_identifier"));
}

function names(group: Resource, path: string, template: Resource, reader: NetworkReader): boolean {
  return atPath(group.values, path).values.some((value) => {
    const identity = reader.index.identify(value);
    return (
      identity?.id === template.id ||
      (identity !== undefined && identity.id === textOf(template.values.get("name")))
    );
  });
}
