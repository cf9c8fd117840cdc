import type { Value } from "../../terraform/value.js";
import type { NetworkReader } from "./network-reader.js";

/** Resources that add a security group to a workload: the attribute that names the workload. */
const ATTACHMENTS: readonly (readonly [type: string, workload: string])[] = [
  ["aws_network_interface_sg_attachment", "network_interface_id"],
  ["aws_vpc_endpoint_security_group_association", "vpc_endpoint_id"],
];

/** Groups that separate resources attach, by the workload's id. An attachment to something outside the input is left out and listed. */
export function attachedGroups({ index, collector }: NetworkReader): ReadonlyMap<string, readonly Value[]> {
  const attached = new Map<string, Value[]>();
  for (const [type, attribute] of ATTACHMENTS) {
    for (const resource of index.managed(type)) {
      const identity = index.identify(resource.values.get(attribute));
      // The primary interface of an instance stands for the instance.
      const workload = identity?.id.replace(/\.primary_network_interface_id$/, "");
      const group = resource.values.get("security_group_id");
      if (workload === undefined || group === undefined) continue;
      if (!index.resources.has(workload))
        collector.addUnknown(resource.id, `the network interface ${workload} is not in the input`);
      attached.set(workload, [...(attached.get(workload) ?? []), group]);
    }
  }
  return attached;
}
