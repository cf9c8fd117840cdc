import { valueOrThrow } from "../errors.js";
import { Port } from "../network/port.js";
import { formatProtocol } from "../network/protocol.js";
import type { FlowEntitlement } from "./entitlement.js";

/** One rule of a flow, as `AuthorizeSecurityGroupEgress` and `AuthorizeSecurityGroupIngress` of EC2 take it. */
export interface SecurityGroupRule {
  readonly direction: "egress" | "ingress";
  readonly GroupId: string;
  readonly IpPermissions: readonly [
    {
      readonly IpProtocol: string;
      readonly FromPort: number;
      readonly ToPort: number;
      readonly UserIdGroupPairs: readonly [{ readonly GroupId: string }];
    },
  ];
  readonly TagSpecifications: readonly [
    {
      readonly ResourceType: "security-group-rule";
      readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
    },
  ];
}

/** Tags by which the sweep knows a rule as its own. */
export const GRANT_TAG = "cordon:grant";
export const DEADLINE_TAG = "cordon:deadline";

/** Both rules of a flow, since both ends must allow it. */
export function flowRules(
  { from, to, port }: FlowEntitlement["flow"],
  grant: string,
  deadline: string,
): readonly [SecurityGroupRule, SecurityGroupRule] {
  const { protocol, from: first, to: last } = valueOrThrow(Port.parse(port));
  const rule = (direction: "egress" | "ingress", group: string, peer: string): SecurityGroupRule => ({
    direction,
    GroupId: group,
    IpPermissions: [
      {
        IpProtocol: formatProtocol(protocol),
        FromPort: first,
        ToPort: last,
        UserIdGroupPairs: [{ GroupId: peer }],
      },
    ],
    TagSpecifications: [
      {
        ResourceType: "security-group-rule",
        Tags: [
          { Key: GRANT_TAG, Value: grant },
          { Key: DEADLINE_TAG, Value: deadline },
        ],
      },
    ],
  });
  return [rule("egress", from, to), rule("ingress", to, from)];
}
