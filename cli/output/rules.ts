import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { describeTraffic } from "../../core/reachability/edge-traffic.js";
import type { Rule, RulePeer } from "../../core/reachability/model.js";
import { count, spread, table, WIDTH } from "./text.js";

/**
 * Every security-group rule: whose, which way, what, with whom, why. A part of the rules would say nothing, so more than
 * `most` are only counted.
 */
export function renderRules(network: CheckedNetwork, most: number, width = WIDTH): string {
  const rules = network.model.rules;
  if (rules.length === 0)
    return network.model.unknown.length === 0
      ? "no security-group rule: nothing may talk to anything"
      : "no security-group rule in what is known";
  if (rules.length > most)
    return `${count(rules.length, "security-group rule")} (--max ${rules.length} lists them)`;
  const order = new Map([...network.model.securityGroups.keys()].map((id, at) => [id, at]));
  const place = ({ group, direction }: Rule): number =>
    2 * (order.get(group) ?? 0) + (direction === "ingress" ? 0 : 1);
  const rows = [...rules]
    .sort((a, b) => place(a) - place(b))
    .map((rule) => [
      nameOf(network, rule.group),
      rule.direction === "ingress" ? "in" : "out",
      rule.trafficKnown ? describeTraffic(rule.traffic) : "?",
      peersOf(network, rule),
      rule.description ?? "",
    ]);
  return table(
    ["Segment", "Way", "Traffic", "Peer", "Why"],
    rows,
    spread([14, 3, 12, 16, 19], [0, 3, 4], width),
  );
}

function peersOf(network: CheckedNetwork, rule: Rule): string {
  return rule.peers
    .map((peer) => (peer.kind === "group" && peer.group === rule.group ? "itself" : peerName(network, peer)))
    .join(" ");
}

function peerName(network: CheckedNetwork, peer: RulePeer): string {
  switch (peer.kind) {
    case "cidr":
      return peer.cidr.text;
    case "group":
      return nameOf(network, peer.group);
    case "prefix-list":
      return network.model.prefixLists.get(peer.prefixList)?.name ?? peer.prefixList;
    case "unknown":
      return `? ${peer.expression}`;
    default:
      return peer satisfies never;
  }
}

function nameOf(network: CheckedNetwork, id: string): string {
  return network.endpoints.get(id)?.name ?? network.model.securityGroups.get(id)?.name ?? id;
}
