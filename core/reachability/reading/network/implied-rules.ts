import { AddressSet } from "../../../network/address-set.js";
import { ALL_TRAFFIC } from "../../../network/traffic.js";
import type { Rule } from "../../model.js";
import type { SecurityGroupRegister } from "./security-groups.js";

/**
 * The rules that AWS gives the default security group of a new VPC: everything from itself, everything out.
 *
 * Source: VPC guide, "Default security groups for your VPCs".
 */
export function impliedRules(groups: SecurityGroupRegister): Rule[] {
  const anywhere = AddressSet.ALL.toCidrs().map((cidr) => ({ kind: "cidr", cidr }) as const);
  return [...groups.implied].flatMap((group): Rule[] => {
    const common = {
      group,
      style: "inline",
      traffic: ALL_TRAFFIC,
      trafficKnown: true,
      resource: group,
    } as const;
    return [
      { ...common, id: `${group}.ingress[0]`, direction: "ingress", peers: [{ kind: "group", group }] },
      { ...common, id: `${group}.egress[0]`, direction: "egress", peers: anywhere },
    ];
  });
}
