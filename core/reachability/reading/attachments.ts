import type { Value } from "../../terraform/value.js";
import type { NetworkReader } from "./network-reader.js";
import { workloadMeant } from "./primary-interfaces.js";

/** Resources that add a security group to a workload: the attribute that names the workload. */
const ATTACHMENTS: readonly (readonly [type: string, workload: string])[] = [
  ["aws_network_interface_sg_attachment", "network_interface_id"],
  ["aws_vpc_endpoint_security_group_association", "vpc_endpoint_id"],
];

/** Groups that separate resources attach. */
export interface AttachedGroups {
  /** By the workload's id. */
  readonly certain: ReadonlyMap<string, readonly Value[]>;
  /** Those that are perhaps attached. */
  readonly perhaps: ReadonlyMap<string, readonly Value[]>;
  /** Those of which it is not known to what they are attached, by type of what may have them. */
  readonly anywhere: readonly { readonly to: RegExp; readonly group: Value }[];
}

/** What an attachment that is not known may stand for: a network interface of whatever, or an endpoint. */
const ANY: Readonly<Record<string, RegExp>> = {
  aws_network_interface_sg_attachment: /^aws_(?:instance|spot_instance_request|network_interface)$/,
  aws_vpc_endpoint_security_group_association: /^aws_vpc_endpoint$/,
};

/** Groups that separate resources attach, by the workload's id. An attachment to something outside the input is left out and listed. */
export function attachedGroups({ index, collector }: NetworkReader): AttachedGroups {
  const certain = new Map<string, Value[]>();
  const perhaps = new Map<string, Value[]>();
  const anywhere: AttachedGroups["anywhere"][number][] = [];
  for (const [type, attribute] of ATTACHMENTS) {
    for (const resource of index.managed(type)) {
      const identity = index.identify(resource.values.get(attribute));
      const group = resource.values.get("security_group_id");
      if (identity === undefined || group === undefined) continue;
      // The primary interface of an instance stands for the instance.
      const workload = workloadMeant(identity.id, index);
      if (!index.resources.has(workload))
        collector.addUnknown(resource.id, `the network interface ${workload} is not in the input`);
      const to = ANY[type];
      if (!identity.certain && to !== undefined) anywhere.push({ to, group });
      else {
        if (resource.repetition !== undefined) collector.addUnknown(resource.id, resource.repetition);
        const attached = resource.repetition === undefined ? certain : perhaps;
        attached.set(workload, [...(attached.get(workload) ?? []), group]);
      }
    }
  }
  return { certain, perhaps, anywhere };
}
