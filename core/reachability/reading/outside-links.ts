import { AddressSet } from "../../network/address-set.js";
import type { NetworkModel, RouteTarget, Transit, Vpc } from "../model.js";
import type { NetworkReader } from "./network-reader.js";

const NOT_SHOWN = "what it joins is not in the input, so paths over it are only possible";

/** Destinations that routes of one VPC send into a connection. */
interface Sent {
  readonly vpc: Vpc;
  /** Id of the VPC that the route table names: the same one, or one that is not known and may be any. */
  readonly stated: string;
  readonly target: string;
  readonly kind: "peering" | "transit-gateway";
  readonly destinations: AddressSet;
}

/**
 * Pairs of VPCs whose routes send each other's addresses into one peering connection or transit gateway of which the input
 * does not show what it joins: they meet perhaps.
 *
 * @param attached VPCs that the input attaches to a transit gateway, as `<gateway>\n<vpc>`: what joins two of them is decided
 */
export function readOutsideLinks(
  { routeTables, peerings, prefixLists }: Pick<NetworkModel, "routeTables" | "peerings" | "prefixLists">,
  attached: ReadonlySet<string>,
  { index, vpcs, collector }: NetworkReader,
): Transit[] {
  const shown = new Set(peerings.map(({ id }) => id));
  const sent = new Map<string, Sent>();
  const identified = [...vpcs.all.values()].filter((vpc) => vpc.identified);
  for (const { vpc: stated, routes } of routeTables.values()) {
    const own = vpcs.all.get(stated);
    const meant = own?.identified === true ? [own] : identified;
    for (const { destination, prefixList, target } of routes) {
      const named = connectionOf(target);
      if (named === undefined || shown.has(named.target)) continue;
      const addresses =
        destination === null
          ? (prefixLists.get(prefixList ?? "")?.addresses ?? AddressSet.ALL)
          : AddressSet.fromCidrs([destination]);
      for (const vpc of meant) {
        const key = `${named.target}\n${stated}\n${vpc.id}`;
        const known = sent.get(key)?.destinations ?? AddressSet.EMPTY;
        sent.set(key, { vpc, stated, ...named, destinations: known.union(addresses) });
      }
    }
  }
  const isNamed = (target: string): boolean => /^(?:pcx|tgw)-/.test(target) || index.resources.has(target);
  const links: Transit[] = [];
  for (const one of sent.values()) {
    for (const other of sent.values()) {
      if (one.vpc === other.vpc || one.stated === other.stated || one.kind !== other.kind) continue;
      const isSame = one.target === other.target;
      if (!isSame && isNamed(one.target) && isNamed(other.target)) continue;
      const isDecided = [one, other].every(({ vpc, target }) => attached.has(`${target}\n${vpc.id}`));
      if (isDecided || !leadsTo(one, other.vpc) || !leadsTo(other, one.vpc)) continue;
      collector.addUnknown(one.target, NOT_SHOWN);
      links.push({
        from: one.vpc.id,
        to: other.vpc.id,
        gateway: isSame ? one.target : null,
        out: null,
        back: null,
        certain: false,
        // A transit gateway carries those of ingress rules alone.
        references: { ingress: "unknown", egress: one.kind === "peering" ? "unknown" : "no" },
      });
    }
  }
  return links;
}

function connectionOf(target: RouteTarget): Pick<Sent, "target" | "kind"> | undefined {
  if (target.kind === "peering") return { kind: "peering", target: target.peering };
  return target.kind === "transit-gateway" ? { kind: "transit-gateway", target: target.gateway } : undefined;
}

function leadsTo({ destinations }: Sent, { ipv4, ipv6 }: Vpc): boolean {
  return [ipv4, ipv6].some((blocks) => blocks === null || blocks.intersects(destinations));
}
