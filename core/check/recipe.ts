import { formatProtocol } from "../network/protocol.js";
import { trafficRuns } from "../network/traffic.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { Rule, RulePeer } from "../reachability/model.js";
import { textOf } from "../terraform/value.js";
import { claims, ec2RuleId } from "./rule-changes.js";
import { type Transition, typeAt } from "./transition.js";

/**
 * The blocks that hand rules over to other addresses, as HCL: `moved` within a type, `removed` and `import` between types, and
 * `import` of inline rules.
 *
 * An id that the input before does not hold stands as `sgr-...`, below the call of the AWS CLI that finds it.
 */
export function migrationRecipe(
  before: CheckedNetwork,
  after: CheckedNetwork,
  transition: Transition,
): string {
  const blocks = claims({ before, after, transition, replacedGroups: new Set() }).map(({ rule, holder }) => {
    if (holder.style !== "inline" && typeAt(holder.resource) === typeAt(rule.resource))
      return `moved {\n  from = ${holder.resource}\n  to   = ${rule.resource}\n}\n`;
    const id = ec2RuleId(holder, before);
    const found = id === undefined ? `${findingCalls(rule, before)}\n` : "";
    const taken = `${found}import {\n  to = ${rule.resource}\n  id = "${id ?? "sgr-..."}"\n}\n`;
    if (holder.style === "inline")
      return `# Leave ${holder.direction} out of ${holder.group}: an empty list revokes the rule.\n${taken}`;
    // A removed block takes no instance keys: it lets go of every instance.
    const from = holder.resource.replace(/\[[^\]]*\]/g, "");
    return `removed {\n  from = ${from}\n  lifecycle {\n    destroy = false\n  }\n}\n${taken}`;
  });
  return [...new Set(blocks)].join("\n");
}

/** One call of the AWS CLI for each permission of the rule, as comments. */
function findingCalls(rule: Rule, { model }: CheckedNetwork): string {
  const group = ec2Id(rule.group, model);
  const filter = `--filters Name=group-id,Values=${group ?? "<id of the group>"}`;
  const calls = trafficRuns(rule.traffic).flatMap(({ protocol, fromPort, toPort }) =>
    rule.peers.map((peer) => {
      const conditions = [
        `IsEgress==\`${rule.direction === "egress"}\``,
        `IpProtocol==\`"${protocol === "all" ? "-1" : formatProtocol(protocol)}"\``,
        ...(fromPort === null ? [] : [`FromPort==\`${fromPort}\``, `ToPort==\`${toPort}\``]),
        ...peerCondition(peer, model),
      ];
      const query = `SecurityGroupRules[?${conditions.join(" && ")}].SecurityGroupRuleId`;
      return `# aws ec2 describe-security-group-rules ${filter} --query '${query}' --output text`;
    }),
  );
  return calls.join("\n");
}

function peerCondition(peer: RulePeer, model: CheckedNetwork["model"]): string[] {
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
function ec2Id(address: string, { resources }: CheckedNetwork["model"]): string | undefined {
  const resource = resources.get(address);
  return resource === undefined ? address : textOf(resource.values.get("id"));
}
