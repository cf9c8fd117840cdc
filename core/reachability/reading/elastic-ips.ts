import type { NetworkReader } from "./network-reader.js";

/** Where Elastic IP resources name what they are associated with. */
const ASSOCIATIONS: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_eip", "instance"],
  ["aws_eip", "network_interface"],
  ["aws_eip_association", "instance_id"],
  ["aws_eip_association", "network_interface_id"],
];

/** Ids of the resources that an Elastic IP address is associated with. */
export function withElasticIp({ index, collector }: NetworkReader): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [type, attribute] of ASSOCIATIONS) {
    for (const resource of index.managed(type)) {
      const identity = index.identify(resource.values.get(attribute));
      if (identity?.certain === false)
        collector.addUnknown(resource.id, `what has the Elastic IP address, ${identity.id}, is not known`);
      if (identity !== undefined) ids.add(identity.id.replace(/\.primary_network_interface_id$/, ""));
    }
  }
  return ids;
}
