import { AddressSet } from "../../network/address-set.js";
import type { IntervalSet } from "../../network/interval-set.js";
import { mayDivert } from "../diverting-routes.js";
import type { NetworkModel, Route, RouteTable, RouteTarget } from "../model.js";
import type { Family } from "./family.js";
import { unionOf } from "./traffic-sweep.js";

/** Which addresses a route table sends where, by longest prefix. */
export interface RoutedAddresses<T extends number | bigint> {
  /** By kind of target. */
  readonly byKind: ReadonlyMap<RouteTarget["kind"], IntervalSet<T>>;
  /** By the peering connection, transit gateway or NAT gateway that the route names. */
  readonly byTarget: ReadonlyMap<string, IntervalSet<T>>;
  /** The NAT gateways that routes name, once each. */
  readonly natGateways: readonly NatGateway[];
  /** The VPC's own addresses. */
  readonly local: IntervalSet<T>;
  /** Those of them that a more specific route sends to a middlebox. */
  readonly diverted: IntervalSet<T>;
  /** A route is not known, so any address may go anywhere. */
  readonly uncertain: boolean;
  /** A gateway endpoint is attached: its service's addresses do not need the internet. */
  readonly gatewayEndpoints: boolean;
}

/** A route with its addresses, and the length of its prefix, at least of one in a list. */
interface Destination<T extends number | bigint> {
  readonly addresses: IntervalSet<T>;
  readonly target: RouteTarget;
  readonly shortest: number;
}

type NatGateway = Extract<RouteTarget, { kind: "nat-gateway" }>;

/** The largest blocks that a VPC may have, by prefix length (VPC guide, "VPC CIDR blocks"): no route within it is shorter. */
const LARGEST_BLOCK = { ipv4: 16, ipv6: 44 } as const;

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

  /** Whether packets to some address of a range go through a middlebox before they get there from a gateway of the VPC. */
  isInspected<T extends number | bigint>(vpc: string, range: IntervalSet<T>, family: Family<T>): boolean {
    return (this.#model.gatewayTables.get(vpc) ?? []).some((table) => {
      const routed = this.of(table, family);
      return routed?.uncertain === true || routed?.diverted.intersects(range) === true;
    });
  }

  #route<T extends number | bigint>(table: RouteTable, family: Family<T>): RoutedAddresses<T> {
    const byKind = new Map<RouteTarget["kind"], IntervalSet<T>>();
    const byTarget = new Map<string, IntervalSet<T>>();
    const natGateways = new Map<string, NatGateway>();
    const remove = (addresses: IntervalSet<T>): void => {
      for (const [kind, set] of byKind) byKind.set(kind, set.difference(addresses));
      for (const [target, set] of byTarget) byTarget.set(target, set.difference(addresses));
    };
    for (const { addresses, target } of this.#byPrefixLength(table, family)) {
      remove(addresses);
      byKind.set(target.kind, (byKind.get(target.kind) ?? family.none).union(addresses));
      const named = namedTarget(target);
      if (named !== undefined) byTarget.set(named, (byTarget.get(named) ?? family.none).union(addresses));
      if (target.kind === "nat-gateway") natGateways.set(target.gateway, target);
    }
    // The local route of the VPC wins over everything that is not as specific; what is leads to a middlebox.
    const vpc = this.#model.vpcs.get(table.vpc);
    const local = family.of((vpc?.ipv4 ?? AddressSet.EMPTY).union(vpc?.ipv6 ?? AddressSet.EMPTY));
    // A block that is not in the input may hold the destination of any route that fits into a VPC.
    const isLocalOpen = vpc === undefined || vpc[family.name] === null;
    const isOpen = ({ destination, prefixList }: Route): boolean =>
      destination === null && !this.#isListed(prefixList);
    const isWithin = ({ addresses, shortest }: Destination<T>): boolean =>
      local.covers(addresses) || (isLocalOpen && shortest >= LARGEST_BLOCK[family.name]);
    const diverting = { ...table, routes: table.routes.filter(mayDivert) };
    const diverted = diverting.routes.some(isOpen)
      ? isLocalOpen
        ? family.all
        : local
      : unionOf(
          this.#byPrefixLength(diverting, family)
            .filter(isWithin)
            .map(({ addresses }) => addresses),
        );
    remove(local);
    const uncertain = table.routes.some(
      ({ destination, prefixList, target }) =>
        target.kind === "unknown" ||
        (destination === null && target.kind !== "gateway-endpoint" && !this.#isListed(prefixList)),
    );
    const gatewayEndpoints = table.routes.some(({ target }) => target.kind === "gateway-endpoint");
    const nats = [...natGateways.values()];
    return { byKind, byTarget, natGateways: nats, local, diverted, uncertain, gatewayEndpoints };
  }

  /** The entries of a list decide over destinations, unless only AWS's own services stand in it. */
  #isListed(prefixList: string | undefined): boolean {
    const list = prefixList === undefined ? undefined : this.#model.prefixLists.get(prefixList);
    return list !== undefined && (list.addresses !== null || list.awsManaged);
  }

  /** Routes of the family from the shortest prefix to the longest, so that later ones take addresses from earlier ones. */
  #byPrefixLength<T extends number | bigint>(table: RouteTable, family: Family<T>): Destination<T>[] {
    const lengthOf = ({ destination }: Route): number => destination?.prefixLength ?? 32;
    return [...table.routes]
      .sort((a, b) => lengthOf(a) - lengthOf(b))
      .map((route) => ({
        addresses: family.of(this.#destination(route)),
        target: route.target,
        shortest: route.destination?.prefixLength ?? LARGEST_BLOCK[family.name],
      }))
      .filter(({ addresses }) => !addresses.isEmpty);
  }

  #destination({ destination, prefixList }: Route): AddressSet {
    if (destination !== null) return AddressSet.fromCidrs([destination]);
    const list = prefixList === undefined ? undefined : this.#model.prefixLists.get(prefixList);
    return list?.addresses ?? AddressSet.EMPTY;
  }
}

function namedTarget(target: RouteTarget): string | undefined {
  switch (target.kind) {
    case "peering":
      return target.peering;
    case "transit-gateway":
    case "nat-gateway":
      return target.gateway;
    default:
      return undefined;
  }
}
