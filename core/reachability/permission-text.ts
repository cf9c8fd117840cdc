import type { Rule, RulePeer } from "./model.js";

/** What EC2 takes for the same permission, as text: traffic and peers in any order, never the description. */
export function permissionText({ traffic, peers }: Pick<Rule, "traffic" | "peers">): string {
  return [traffic.boundaries.join(","), ...peers.map(peerText).sort()].join(" ");
}

function peerText(peer: RulePeer): string {
  switch (peer.kind) {
    case "cidr":
      return peer.cidr.text;
    case "group":
      return peer.group;
    case "prefix-list":
      return peer.prefixList;
    case "unknown":
      return `? ${peer.expression}`;
    default:
      return peer satisfies never;
  }
}
