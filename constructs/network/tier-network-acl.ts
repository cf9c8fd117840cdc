import { NetworkAcl } from "@cdktf/provider-aws/lib/network-acl/index.js";
import { Construct } from "constructs";
import { CordonError, locate, valueOrThrow } from "../../core/errors.js";
import { type AclEntry, type AclTier, checkAcl, planAcl } from "../../core/network/acl-plan.js";
import { type Cidr, parseCidr } from "../../core/network/cidr.js";
import { hasIcmpTypes, hasPorts } from "../../core/network/protocol.js";

/** The tier that the network ACL guards, and the tiers beside it. */
export interface TierNetworkAclProps {
  readonly vpcId: string;
  readonly vpcCidr: Cidr;
  readonly tier: AclTier;
  readonly tiers: readonly AclTier[];
  readonly subnetIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The network ACL of one tier: the second wall behind the security groups.
 *
 * Its entries stand inline, so that an entry that somebody adds by hand is taken out by the next apply.
 */
export class TierNetworkAcl extends Construct {
  /** @throws CordonError CORDON_QUOTA_ACL_ENTRIES */
  constructor(scope: Construct, id: string, props: TierNetworkAclProps) {
    super(scope, id);
    const anywhere = valueOrThrow(parseCidr("0.0.0.0/0"));
    const entries = planAcl(props.tier, props.tiers, props.vpcCidr, anywhere);
    const problems = checkAcl(props.tier.name, entries);
    if (problems.length > 0)
      throw new CordonError(problems.map((problem) => locate(problem, this.node.path)));
    const inDirection = (direction: AclEntry["direction"]) =>
      entries.filter((entry) => entry.direction === direction).map(entryAttributes);
    new NetworkAcl(this, "Resource", {
      vpcId: props.vpcId,
      subnetIds: [...props.subnetIds],
      ingress: inDirection("ingress"),
      egress: inDirection("egress"),
      tags: { ...props.tags },
    });
  }
}

/** EC2 reads 0 as "every port" for protocols without ports; the provider wants both written. ICMP has its own two. */
function entryAttributes(entry: AclEntry) {
  const { protocol, from, to } = entry.port;
  const ported = hasPorts(protocol);
  return {
    ruleNo: entry.ruleNumber,
    action: entry.action,
    protocol: protocol === "all" ? "-1" : String(protocol),
    fromPort: ported ? from : 0,
    toPort: ported ? to : 0,
    ...(hasIcmpTypes(protocol) ? { icmpType: from, icmpCode: to } : {}),
    cidrBlock: entry.cidr.text,
  };
}
