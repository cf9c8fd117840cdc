import { AddressSet } from "../../network/address-set.js";
import type { IntervalSet } from "../../network/interval-set.js";
import type { NetworkModel, Route, RouteTable, RouteTarget } from "../model.js";
import type { Family } from "./family.js";

/** Which addresses a route table sends where, by longest prefix. */
export interface RoutedAddresses<T extends number | bigint> {
  /** By kind of target; peerings are kept apart. */
  readonly byKind: ReadonlyMap<RouteTarget["kind"], IntervalSet<T>>;
  readonly byPeering: ReadonlyMap<string, IntervalSet<T>>;
  /** The VPC's own addresses. */
  readonly local: IntervalSet<T>;
  /** Addresses that reach the internet through a NAT gateway. */
  readonly publicNat: IntervalSet<T>;
  /** A route is not known, so any address may go anywhere. */
  readonly uncertain: boolean;
  /** A gateway endpoint is attached: its service's addresses do not need the internet. */
  readonly gatewayEndpoints: boolean;
}

/** Where route tables lead, kept by table and family. */
export class Routing {
  readonly #model: NetworkModel;
  readonly #routed = new Map<string, RoutedAddresses<number> | RoutedAddresses<bigint>>();

  constructor(model: NetworkModel) {
    this.#model = model;
  }

  /** Where the table sends addresses; undefined where the table is not in the input. */
  of<T extends number | bigint>(
    table: string | null | undefined,
    family: Family<T>,
  ): RoutedAddresses<T> | undefined {
    const found = table === null || table === undefined ? undefined : this.#model.routeTables.get(table);
    if (found === undefined) return undefined;
    const key = `${family.name} ${found.id}`;
    const known = this.#routed.get(key) as RoutedAddresses<T> | undefined;
    if (known !== undefined) return known;
    const routed = this.#route(found, family);
    this.#routed.set(key, routed as RoutedAddresses<number> | RoutedAddresses<bigint>);
    return routed;
  }

  #route<T extends number | bigint>(table: RouteTable, family: Family<T>): RoutedAddresses<T> {
    const byKind = new Map<RouteTarget["kind"], IntervalSet<T>>();
    const byPeering = new Map<string, IntervalSet<T>>();
    let publicNat = family.none;
    const remove = (addresses: IntervalSet<T>): void => {
      for (const [kind, set] of byKind) byKind.set(kind, set.difference(addresses));
      for (const [peering, set] of byPeering) byPeering.set(peering, set.difference(addresses));
      publicNat = publicNat.difference(addresses);
    };
    for (const { addresses, target } of this.#byPrefixLength(table, family)) {
      remove(addresses);
      byKind.set(target.kind, (byKind.get(target.kind) ?? family.none).union(addresses));
      if (target.kind === "peering")
        byPeering.set(target.peering, (byPeering.get(target.peering) ?? family.none).union(addresses));
      if (target.kind === "nat-gateway" && target.public !== "no" && this.#natLeadsOut(target.gateway))
        publicNat = publicNat.union(addresses);
    }
    // The local route of the VPC wins over everything that is not more specific; what is stays a middlebox's matter.
    const vpc = this.#model.vpcs.get(table.vpc);
    const local = family.of((vpc?.ipv4 ?? AddressSet.EMPTY).union(vpc?.ipv6 ?? AddressSet.EMPTY));
    remove(local);
    const uncertain = table.routes.some(
      ({ destination, prefixList, target }) =>
        target.kind === "unknown" ||
        (destination === null && prefixList === undefined && target.kind !== "gateway-endpoint"),
    );
    const gatewayEndpoints = table.routes.some(({ target }) => target.kind === "gateway-endpoint");
    return { byKind, byPeering, local, publicNat, uncertain, gatewayEndpoints };
  }

  /** Routes of the family from the shortest prefix to the longest, so that later ones take addresses from earlier ones. */
  #byPrefixLength<T extends number | bigint>(
    table: RouteTable,
    family: Family<T>,
  ): { addresses: IntervalSet<T>; target: RouteTarget }[] {
    const lengthOf = ({ destination }: Route): number => destination?.prefixLength ?? 32;
    return [...table.routes]
      .sort((a, b) => lengthOf(a) - lengthOf(b))
      .map((route) => ({ addresses: family.of(this.#destination(route)), target: route.target }))
      .filter(({ addresses }) => !addresses.isEmpty);
  }

  #destination({ destination, prefixList }: Route): AddressSet {
    if (destination !== null) return AddressSet.fromCidrs([destination]);
    const list = prefixList === undefined ? undefined : this.#model.prefixLists.get(prefixList);
    return list?.addresses ?? AddressSet.EMPTY;
  }

  /** The NAT gateway's own subnet leads to an internet gateway, or is not in the input. */
  #natLeadsOut(gateway: string): boolean {
    const subnet = this.#model.natSubnets.get(gateway);
    const table = subnet === undefined ? undefined : this.#model.subnets.get(subnet)?.routeTable;
    const routes =
      table === null || table === undefined ? undefined : this.#model.routeTables.get(table)?.routes;
    return (
      routes === undefined ||
      routes.some(({ target }) => target.kind === "internet-gateway" || target.kind === "unknown")
    );
  }
}
