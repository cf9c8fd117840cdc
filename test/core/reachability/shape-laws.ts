import { AddressSet } from "../../../core/network/address-set.js";
import { parseCidr } from "../../../core/network/cidr.js";
import { GLOBALLY_ROUTABLE } from "../../../core/network/globally-routable.js";
import { describeTraffic, edgeTraffic } from "../../../core/reachability/edge-traffic.js";
import { type Edge, INTERNET } from "../../../core/reachability/reachability.js";

/** The edges that hold for every address. */
export function certainOf(edges: readonly Edge[]): Edge[] {
  return edges.filter(({ certainty }) => certainty === "always");
}

/** The edges that the others do not contain, packet by packet, as text. */
export function missingFrom(others: readonly Edge[], edges: readonly Edge[]): string[] {
  return edges.flatMap((edge) => {
    const families = edge.family === "both" ? (["ipv4", "ipv6"] as const) : [edge.family];
    return families.flatMap((family) => {
      const covering = others.filter(
        (other) =>
          (other.family === "both" || other.family === family) &&
          contains(other.from, edge.from) &&
          contains(other.to, edge.to),
      );
      const missing = covering.reduce(
        (traffic, other) => traffic.difference(edgeTraffic(other)),
        edgeTraffic(edge),
      );
      return missing.isEmpty ? [] : [`${edge.from} -> ${edge.to} ${describeTraffic(missing)} ${family}`];
    });
  });
}

/** What the internet may do, each of its blocks may do; the report does not repeat it. */
function contains(end: string, other: string): boolean {
  if (end === other) return true;
  if (end !== INTERNET) return false;
  const block = parseCidr(other);
  return block.ok && GLOBALLY_ROUTABLE.intersects(AddressSet.fromCidrs([block.value]));
}
