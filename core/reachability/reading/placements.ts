import type { Resource } from "../../terraform/resource.js";
import { listOf, textOf, Unresolved, type Value } from "../../terraform/value.js";
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
  // Where one of some subnets is meant, it may stand in each.
  const named = found
    .flatMap((part) => part.values)
    .flatMap((value) =>
      value instanceof Unresolved && value.candidates.length > 0 ? value.candidates : [value],
    );
  for (const value of named) {
    const identity = reader.index.identify(value);
    if (identity === undefined) continue;
    if (isSubnet(identity.resource)) subnets.add(identity.id);
    else {
      incomplete = true;
      open ||= !identity.certain;
    }
  }
  return { subnets: [...subnets], incomplete, open };
}

function isSubnet(resource: Resource | undefined): boolean {
  return resource?.type === "aws_subnet" || resource?.type === "aws_default_subnet";
}

function subnetGroup(
  resource: Resource,
  { path, type }: { readonly path: string; readonly type: string },
  reader: NetworkReader,
): AtPath & { readonly open: boolean } {
  const names = atPath(resource.values, path);
  let open = names.incomplete;
  const groups = names.values.flatMap((value) => {
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
    open,
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
