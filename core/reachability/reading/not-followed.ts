import { append } from "../../json/append.js";
import type { Resource } from "../../terraform/resource.js";
import { Reference, type Value } from "../../terraform/value.js";
import { listSeveralInterfaces } from "./instance-interfaces.js";
import type { NetworkReader } from "./network-reader.js";
import type { SecurityGroupRegister } from "./security-groups.js";
import { WORKLOAD_TABLE } from "./workload-table.js";

/** Resource types that name groups without having an interface that carries them. */
const NO_INTERFACE =
  /^aws_(?:(?:default_)?security_group|vpc_security_group|network_interface_sg_attachment|vpc_endpoint_security_group_association|db_option_group|datasync_location_fsx|elb_|load_balancer_|ssm_|config_|ec2_tag|ram_|networkfirewall_|fms_|guardduty_)/;

const WORKLOAD_TYPES: ReadonlySet<string> = new Set(WORKLOAD_TABLE.map((row) => row.type));

/** Values looked at in one resource while searching for references to groups. */
const MOST_VALUES = 2000;

/** Lists what the input holds that would need a reading of its own. */
export function listNotFollowed(reader: NetworkReader, groups: SecurityGroupRegister): void {
  const { index, collector } = reader;
  listSeveralInterfaces(reader);
  for (const resource of index.resources.values()) {
    if (mayCarryGroups(resource) && namesGroup(resource, groups))
      collector.addUnknown(
        resource.id,
        `it names a security group, but what ${resource.type} does with it is not known`,
      );
  }
}

function mayCarryGroups({ type, mode }: Resource): boolean {
  return (
    mode === "managed" && type.startsWith("aws_") && !WORKLOAD_TYPES.has(type) && !NO_INTERFACE.test(type)
  );
}

function namesGroup(resource: Resource, groups: SecurityGroupRegister): boolean {
  const open: Value[] = [...resource.values].flatMap(([name, value]) =>
    name === "depends_on" ? [] : [value],
  );
  for (let visits = 0; open.length > 0 && visits < MOST_VALUES; visits += 1) {
    const value = open.pop();
    if (value instanceof Reference && value.attribute === "id" && groups.all.has(value.resource)) return true;
    if (Array.isArray(value)) append(open, value.slice(0, MOST_VALUES));
    else if (value instanceof Map) append(open, value.values());
  }
  return false;
}
