import { Unresolved, type Value } from "../../terraform/value.js";
import { atPath } from "./attribute-path.js";
import type { NetworkReader } from "./network-reader.js";

const NOT_FOLLOWED = "chains through the several interfaces of one instance are not followed";

/** Where something outside an instance attaches an interface to it: the attributes of the instance and the interface. */
const ATTACHMENTS: readonly (readonly [type: string, instance: string, attached: string | null])[] = [
  ["aws_network_interface", "attachment.instance", null],
  ["aws_network_interface_attachment", "instance_id", "network_interface_id"],
];

/** Lists the instances that have two or more interfaces: each is a workload, but what enters one may leave by another. */
export function listSeveralInterfaces({ index, collector }: NetworkReader): void {
  const interfaces = new Map<string, Set<string>>();
  const add = (instance: string, attached: Value | string): void => {
    const known = interfaces.get(instance) ?? new Set();
    interfaces.set(instance, known.add(index.identify(attached)?.id ?? ""));
  };
  for (const { id, values } of index.managed("aws_instance")) {
    const named = atPath(values, "network_interface.network_interface_id").values;
    for (const value of named) add(id, value);
    // Without interfaces of its own making it has the one that EC2 makes.
    if (named.length === 0) add(id, `${id}.primary_network_interface_id`);
  }
  for (const [type, instance, attached] of ATTACHMENTS) {
    for (const resource of index.managed(type)) {
      for (const value of atPath(resource.values, instance).values) {
        const identity = index.identify(value);
        if (value instanceof Unresolved) collector.addUnknown(resource.id, NOT_FOLLOWED);
        else if (identity !== undefined)
          add(identity.id, attached === null ? resource.id : (resource.values.get(attached) ?? resource.id));
      }
    }
  }
  for (const [instance, attached] of interfaces)
    if (attached.size > 1) collector.addUnknown(instance, NOT_FOLLOWED);
}
