import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkReader } from "./network-reader.js";
import { workloadMeant } from "./primary-interfaces.js";

/** Where Elastic IP resources name what they are associated with. */
const ASSOCIATIONS: readonly (readonly [type: string, attribute: string])[] = [
  ["aws_eip", "instance"],
  ["aws_eip", "network_interface"],
  ["aws_eip_association", "instance_id"],
  ["aws_eip_association", "network_interface_id"],
];

/** Types that an Elastic IP may be associated with. */
const HOLDERS = /^aws_(?:instance|spot_instance_request|network_interface)$/;

/** Which workloads have an Elastic IP address. */
export interface ElasticIps {
  /** Whether the workload has one, for all that the input says. */
  of(workload: { readonly id: string; readonly type: string }): Knowledge;
}

/** Elastic IP addresses, by what they are associated with. One of which that is not known may be everybody's. */
export function readElasticIps({ index, collector }: NetworkReader): ElasticIps {
  const holders = new Map<string, Knowledge>();
  let isAnybodys = false;
  for (const [type, attribute] of ASSOCIATIONS) {
    for (const resource of index.managed(type)) {
      const identity = index.identify(resource.values.get(attribute));
      if (identity === undefined) continue;
      const holder = workloadMeant(identity.id, index);
      if (resource.repetition !== undefined) collector.addUnknown(resource.id, resource.repetition);
      if (identity.certain) {
        if (resource.repetition === undefined) holders.set(holder, "yes");
        else if (!holders.has(holder)) holders.set(holder, "unknown");
      } else {
        collector.addUnknown(resource.id, `what has the Elastic IP address, ${identity.id}, is not known`);
        isAnybodys = true;
      }
    }
  }
  return {
    of: ({ id, type }) => holders.get(id) ?? (isAnybodys && HOLDERS.test(type) ? "unknown" : "no"),
  };
}
