import { AddressSet } from "../../network/address-set.js";
import { ALL_TRAFFIC } from "../../network/traffic.js";
import type { Rule, Vpc } from "../model.js";
import type { SecurityGroupRegister } from "./security-groups.js";

/**
 * The rules that AWS gives the default security group of a new VPC, and EKS that of a cluster: everything from itself,
 * everything out.
 *
 * Source: VPC guide, "Default security groups for your VPCs"; EKS user guide, "View Amazon EKS security group
 * requirements for clusters".
 */
export function impliedRules(groups: SecurityGroupRegister, vpcs: ReadonlyMap<string, Vpc>): Rule[] {
  const peersOf = (addresses: AddressSet) =>
    addresses.toCidrs().map((cidr) => ({ kind: "cidr", cidr }) as const);
  return [...groups.implied].flatMap((group): Rule[] => {
    const vpc = vpcs.get(groups.all.get(group)?.vpc ?? "");
    // The rule for ::/0 comes with the VPC's first IPv6 block.
    const hasIpv6 = vpc?.hasIpv6 ?? "unknown";
    const anywhere = peersOf(hasIpv6 === "yes" ? AddressSet.ALL : AddressSet.ALL_IPV4);
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
      ...(hasIpv6 === "unknown"
        ? [
            {
              ...common,
              id: `${group}.egress[1]`,
              direction: "egress" as const,
              trafficKnown: false,
              peers: peersOf(AddressSet.ALL_IPV6),
            },
          ]
        : []),
    ];
  });
}
