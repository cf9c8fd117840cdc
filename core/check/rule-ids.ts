import { formatProtocol } from "../network/protocol.js";
import { trafficRuns } from "../network/traffic.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule, RulePeer } from "../reachability/model.js";
import { booleanOf, listOf, Reference, textOf, type Value } from "../terraform/value.js";

type Model = CheckedNetwork["model"];

/** What stands for the id of a rule, or of a group, that the input does not hold. */
const OPEN_RULE = "sgr-...";
const OPEN_GROUP = "sg-...";

/** The id under which a rule imports what another one holds, and whether the input determines all of it. */
export interface ImportId {
  readonly text: string;
  readonly known: boolean;
}

/**
 * Sources: AWS provider, import of `aws_vpc_security_group_ingress_rule` (the id that EC2 gave) and of
 * `aws_security_group_rule` (group, type, protocol, ports and sources, joined by "_").
 */
export function importId(rule: Rule, holder: Rule, before: CheckedNetwork, after: CheckedNetwork): ImportId {
  if (rule.style === "legacy") return olderId(rule, before.model, after.model);
  const id = ec2RuleId(holder, before);
  return { text: id ?? OPEN_RULE, known: id !== undefined };
}

/** The id that EC2 gave a rule; undefined where the input has none, as for rules of several permissions. */
export function ec2RuleId({ resource, style }: Rule, { model }: CheckedNetwork): string | undefined {
  const values = style === "inline" ? undefined : model.resources.get(resource)?.values;
  const id = textOf(values?.get("security_group_rule_id")) || textOf(values?.get("id"));
  return id?.startsWith("sgr-") ? id : undefined;
}

function olderId({ resource, group }: Rule, before: Model, after: Model): ImportId {
  const values = after.resources.get(resource)?.values;
  const idOf = (value: Value | undefined): string | undefined =>
    value instanceof Reference
      ? textOf(before.resources.get(value.resource)?.values.get("id"))
      : textOf(value);
  const sources = [
    ...["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"].flatMap((name) =>
      listOf(values?.get(name)).map(idOf),
    ),
    ...(booleanOf(values?.get("self")) === true ? ["self"] : []),
    ...listOf(values?.get("source_security_group_id")).map(idOf),
  ];
  const owner = textOf(before.resources.get(group)?.values.get("id"));
  const words = ["type", "protocol", "from_port", "to_port"].map((name) => textOf(values?.get(name)));
  const parts = [owner, ...words, ...sources];
  return {
    text: parts.map((part) => part ?? OPEN_GROUP).join("_"),
    known: parts.every((part) => part !== undefined),
  };
}

/** The calls of the AWS CLI that find each permission of the rule, those of some peers. */
export function findingCalls(
  rule: Rule,
  { model }: CheckedNetwork,
  peers: readonly RulePeer[] = rule.peers,
): string[] {
  const filter = `--filters Name=group-id,Values=${groupIdText(rule.group, model)}`;
  return trafficRuns(rule.traffic).flatMap(({ protocol, fromPort, toPort }) =>
    peers.map((peer) => {
      const conditions = [
        `IsEgress==\`${rule.direction === "egress"}\``,
        `IpProtocol==\`"${protocol === "all" ? "-1" : formatProtocol(protocol)}"\``,
        ...(fromPort === null ? [] : [`FromPort==\`${fromPort}\``, `ToPort==\`${toPort}\``]),
        ...peerCondition(peer, model),
      ];
      const query = `SecurityGroupRules[?${conditions.join(" && ")}].SecurityGroupRuleId`;
      return `aws ec2 describe-security-group-rules ${filter} --query '${query}' --output text`;
    }),
  );
}

/** The id of a group for a command line. */
export function groupIdText(group: string, model: Model): string {
  return ec2Id(group, model) ?? "<id of the group>";
}

function peerCondition(peer: RulePeer, model: Model): string[] {
  const equals = (name: string, text: string | undefined): string[] =>
    text === undefined ? [] : [`${name}==\`${JSON.stringify(text)}\``];
  switch (peer.kind) {
    case "cidr":
      return equals(peer.cidr.family === "ipv4" ? "CidrIpv4" : "CidrIpv6", peer.cidr.text);
    case "group":
      return equals("ReferencedGroupInfo.GroupId", ec2Id(peer.group, model));
    case "prefix-list":
      return equals("PrefixListId", ec2Id(peer.prefixList, model));
    case "unknown":
      return [];
    default:
      return peer satisfies never;
  }
}

/** The id that EC2 gave a resource, where the input holds it. */
function ec2Id(address: string, { resources }: Model): string | undefined {
  const resource = resources.get(address);
  return resource === undefined ? address : textOf(resource.values.get("id"));
}
