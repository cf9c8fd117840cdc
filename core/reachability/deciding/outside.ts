import { AddressSet } from "../../network/address-set.js";
import { GLOBALLY_ROUTABLE } from "../../network/globally-routable.js";
import { IntervalSet } from "../../network/interval-set.js";
import { ALL_TRAFFIC, type TrafficSet } from "../../network/traffic.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkModel, Rule } from "../model.js";
import type { Actor, Place } from "./actors.js";
import { cidrSide } from "./cidr-side.js";
import type { Family } from "./family.js";
import { IPV4, IPV6 } from "./family.js";
import { natSide } from "./nat-side.js";
import { type Case, hasGatewayEndpoint, type WayTables, waysOf } from "./outside-routes.js";
import type { OutsideName, Permit } from "./permits.js";
import { NOTHING, overCases, type PermittedByFamily, type PermittedTraffic } from "./permitted-traffic.js";
import { aclAt, aclSide, overClientPorts, type SubnetTables } from "./place-sides.js";
import { both, clipped, domainOf, fullOver, OPEN, type Piece, type Side } from "./side.js";
import { type Contribution, unionOf } from "./traffic-sweep.js";
import type { VpcLinks } from "./vpc-links.js";

type Direction = Rule["direction"];

const NO_TRAFFIC: TrafficSet = IntervalSet.empty();

/** Traffic between an actor and one end outside the network. */
export interface OutsideTraffic {
  /** The end's id; "internet" for everything. */
  readonly id: string;
  readonly kind: OutsideName["kind"] | "internet";
  readonly permitted: PermittedByFamily;
  readonly permits: readonly Permit[];
}

/** Judges what actors exchange with ends outside the network. */
export class OutsideJudge {
  readonly #model: NetworkModel;
  readonly #links: VpcLinks;
  readonly #tables: SubnetTables & WayTables;
  readonly #homes = new Map<string, AddressSet>();
  readonly #foreign = new Map<string, AddressSet>();

  constructor(model: NetworkModel, links: VpcLinks, tables: SubnetTables & WayTables) {
    this.#model = model;
    this.#links = links;
    this.#tables = tables;
  }

  /** The internet and every end that the actor's own rules name. What the internet may do is not repeated for smaller blocks. */
  of(actor: Actor, direction: Direction): OutsideTraffic[] {
    if (!actor.known[direction].speaksOutside) return [];
    const internet = this.withAddresses(actor, direction, GLOBALLY_ROUTABLE);
    const permits = actor.known[direction].over(GLOBALLY_ROUTABLE);
    const found: OutsideTraffic[] = [{ id: "internet", kind: "internet", permitted: internet, permits }];
    for (const [name, naming] of namesOf(actor, direction)) {
      const end = this.#named(actor, direction, name, naming, internet);
      if (end !== undefined) found.push({ id: name.id, kind: name.kind, ...end });
    }
    return found;
  }

  /** What the actor exchanges with every (always) or some (possible) address of a set; of the whole internet, what the union of its blocks covers. */
  withAddresses(actor: Actor, direction: Direction, addresses: AddressSet): PermittedByFamily {
    return {
      ipv4: this.#inFamily(actor, direction, IPV4, addresses),
      ipv6: this.#inFamily(actor, direction, IPV6, addresses),
    };
  }

  /** The part of a set that lies in no VPC which the actor's VPC meets. */
  foreignPart(actor: Actor, addresses: AddressSet): AddressSet {
    const key = `${actor.vpc}\n${addresses.ipv4.boundaries.join()};${addresses.ipv6.boundaries.join()}`;
    let foreign = this.#foreign.get(key);
    if (foreign === undefined) {
      foreign = addresses.difference(this.#home(actor.vpc));
      this.#foreign.set(key, foreign);
    }
    return foreign;
  }

  #named(
    actor: Actor,
    direction: Direction,
    name: OutsideName,
    permits: readonly Permit[],
    internet: PermittedByFamily,
  ): Pick<OutsideTraffic, "permitted" | "permits"> | undefined {
    if (name.kind === "unknown") return { permitted: permittedToUnresolved(actor, name, permits), permits };
    if (name.addresses === null)
      return { permitted: this.#service(actor, direction, name, permits), permits };
    if (name.addresses.covers(GLOBAL_IPV4) || name.addresses.covers(GLOBAL_IPV6)) return undefined;
    const foreign = this.foreignPart(actor, name.addresses);
    if (foreign.isEmpty) return undefined;
    const judged = this.withAddresses(actor, direction, foreign);
    // Where all of it may lie in the actor's own VPC, there may be no such end outside.
    const isOwn = foreign.difference(this.#home(actor.vpc, "maybe")).isEmpty;
    const { ipv4, ipv6 } = isOwn ? { ipv4: perhaps(judged.ipv4), ipv6: perhaps(judged.ipv6) } : judged;
    // Addresses that are not on the internet are let in or out by other ways.
    const said = foreign.intersects(GLOBALLY_ROUTABLE) ? internet : undefined;
    return {
      permitted: { ipv4: without(ipv4, said?.ipv4), ipv6: without(ipv6, said?.ipv6) },
      permits: actor.profile[direction].over(foreign),
    };
  }

  /** A prefix list whose entries are not known: its rules let all of it pass. */
  #service(
    actor: Actor,
    direction: Direction,
    name: OutsideName,
    permits: readonly Permit[],
  ): PermittedByFamily {
    const traffic = unionOf(permits.filter((permit) => permit.certain).map((permit) => permit.traffic));
    const maybe = unionOf(permits.filter((permit) => !permit.certain).map((permit) => permit.traffic));
    const list = this.#model.prefixLists.get(name.id);
    const judge = <T extends number | bigint>(family: Family<T>): PermittedTraffic => {
      const places = actor.places.map((place): PermittedTraffic => {
        const side: Side<T> = { full: traffic, partial: [], maybe };
        if (list?.awsManaged !== true || hasGatewayEndpoint(place, direction, family, this.#tables.routing))
          return permittedBy(side);
        const { always, possible } = this.#internetRoutes(actor, place, direction, family);
        const routes = { full: always, partial: [], maybe: possible };
        return permittedBy(both(side, routes));
      });
      return present(overCases(places), presence(actor, family));
    };
    // Lists of AWS hold one IP version, and its name says so.
    const six = list?.awsManaged === true && /ipv6/.test(list.name);
    const four = list?.awsManaged !== true || !six;
    const either = list?.awsManaged !== true || six;
    return { ipv4: four ? judge(IPV4) : NOTHING, ipv6: either ? judge(IPV6) : NOTHING };
  }

  #inFamily<T extends number | bigint>(
    actor: Actor,
    direction: Direction,
    family: Family<T>,
    addresses: AddressSet,
  ): PermittedTraffic {
    if (family.of(addresses).isEmpty) return NOTHING;
    // Over the internet, blocks that are far from covering it do not count: they are ends of their own.
    const rules = actor.known[direction].addressSide(family, addresses);
    if (domainOf(rules).isEmpty) return NOTHING;
    if (actor.workload === undefined) return permittedBy(rules);
    const verdicts = actor.places.map((place) =>
      this.#atPlace(actor, place, direction, family, addresses, rules),
    );
    return present(overCases(verdicts), presence(actor, family));
  }

  /** What passes from a place by rules, routes and network ACLs: one address must pass all of them. */
  #atPlace<T extends number | bigint>(
    actor: Actor,
    place: Place,
    direction: Direction,
    family: Family<T>,
    addresses: AddressSet,
    rules: Side<T>,
  ): PermittedTraffic {
    const toInternet = addresses === GLOBALLY_ROUTABLE;
    const all = family.of(addresses);
    const target = toInternet ? all.difference(family.of(this.#home(actor.vpc))) : all;
    if (target.isEmpty) return NOTHING;
    const question = { actor, place, direction, family, toInternet };
    const judge = (which: Case): PermittedTraffic => {
      const ways = waysOf(question, which, this.#tables);
      const nats = ways?.translated ?? [];
      const acls = nats.map(({ subnet }) =>
        subnet === undefined ? undefined : aclAt({ subnet }, null, this.#tables),
      );
      return overClientPorts([aclAt(place, null, this.#tables)], (ports) =>
        overClientPorts(acls, (natPorts) => {
          const contributions: Contribution<T>[] = [{ traffic: ALL_TRAFFIC, addresses: ways?.direct ?? all }];
          let maybe = NO_TRAFFIC;
          for (const { subnet, addresses: behind } of nats) {
            const side = natSide(place, subnet, addresses, family, this.#tables, [ports, natPorts]);
            for (const piece of piecesOf(side, behind)) contributions.push(piece);
            maybe = maybe.union(side.maybe);
          }
          const routes: Side<T> = ways === undefined ? OPEN : { ...cidrSide(contributions, all), maybe };
          const acl = aclSide(place, addresses, direction, family, this.#tables, ports);
          const side = clipped(both(both(rules, routes), acl), target);
          return { always: fullOver(side, target), possible: domainOf(side) };
        }),
      );
    };
    const worst = judge("worst");
    const best = this.#isDecided(actor, place, family) ? worst : judge("best");
    return { always: worst.always, possible: worst.possible.union(best.possible) };
  }

  /** Nothing that routes and public addresses decide is left open at the place. */
  #isDecided<T extends number | bigint>({ workload, vpc }: Actor, place: Place, family: Family<T>): boolean {
    const { routing, publicAccess } = this.#tables;
    if (family.name === "ipv4" && workload?.publicIpv4 === "unknown") return false;
    if (publicAccess.isBlocking(vpc)) return false;
    if (routing.isInspected(vpc, family.of(place.range), family)) return false;
    const routed = routing.of(place.subnet?.routeTable, family);
    if (routed === undefined) return true;
    if (routed.uncertain || routed.natGateways.length > 0) return false;
    return !routed.byKind.has("other") && !routed.byKind.has("transit-gateway");
  }

  #internetRoutes<T extends number | bigint>(
    actor: Actor,
    place: Place,
    direction: Direction,
    family: Family<T>,
  ): PermittedTraffic {
    return this.#atPlace(actor, place, direction, family, GLOBALLY_ROUTABLE, OPEN);
  }

  /** The blocks of the VPCs that the VPC meets, or of those that it may meet or be. */
  #home(vpc: string, how: "sure" | "maybe" = "sure"): AddressSet {
    const key = `${how} ${vpc}`;
    let home = this.#homes.get(key);
    if (home === undefined) {
      home = AddressSet.EMPTY;
      for (const [id, { ipv4, ipv6 }] of this.#model.vpcs) {
        const link = this.#links.between(vpc, id).kind;
        if (link === "apart" || (link === "maybe") !== (how === "maybe")) continue;
        for (const blocks of [ipv4, ipv6]) if (blocks !== null) home = home.union(blocks);
      }
      this.#homes.set(key, home);
    }
    return home;
  }
}

const GLOBAL_IPV4 = new AddressSet(GLOBALLY_ROUTABLE.ipv4, AddressSet.EMPTY.ipv6);
const GLOBAL_IPV6 = new AddressSet(AddressSet.EMPTY.ipv4, GLOBALLY_ROUTABLE.ipv6);

/** Whether the actor is there and has an address of the family. A group alone may get one: its rules decide. */
function presence<T extends number | bigint>(actor: Actor, family: Family<T>): Knowledge {
  const has = family.name === "ipv4" || actor.workload === undefined ? "yes" : actor.hasIpv6;
  return has === "yes" && actor.perhaps === true ? "unknown" : has;
}

function permittedBy<T extends number | bigint>(side: Side<T>): PermittedTraffic {
  return { always: side.full, possible: domainOf(side) };
}

/** The verdict where it is not known whether the end is there. */
function perhaps({ possible }: PermittedTraffic): PermittedTraffic {
  return { always: NO_TRAFFIC, possible };
}

/** The verdict for an actor that has an address of the family, or none, or perhaps one. */
function present(verdict: PermittedTraffic, has: Knowledge): PermittedTraffic {
  if (has === "no") return NOTHING;
  return has === "yes" ? verdict : perhaps(verdict);
}

/** What the internet surely may do is not repeated for a block, unless the block may do everything: that says it shorter. */
function without(own: PermittedTraffic, internet: PermittedTraffic | undefined): PermittedTraffic {
  if (internet === undefined || internet.always.isEmpty) return own;
  const left = (traffic: TrafficSet): TrafficSet =>
    traffic.covers(ALL_TRAFFIC) && !internet.always.covers(ALL_TRAFFIC)
      ? traffic
      : traffic.difference(internet.always);
  return { always: left(own.always), possible: left(own.possible) };
}

/** What a side lets pass, for some addresses of its range alone. */
function piecesOf<T extends number | bigint>(side: Side<T>, addresses: IntervalSet<T>): Piece<T>[] {
  const pieces = [{ traffic: side.full, addresses }];
  for (const piece of side.partial)
    pieces.push({ traffic: piece.traffic, addresses: piece.addresses.intersection(addresses) });
  return pieces.filter((piece) => !piece.traffic.isEmpty && !piece.addresses.isEmpty);
}

/** An unresolved end: whatever the rules that name it let through is possible. */
function permittedToUnresolved(
  actor: Actor,
  name: OutsideName,
  permits: readonly Permit[],
): PermittedByFamily {
  const possible = unionOf(permits.map((permit) => permit.traffic));
  const open: PermittedTraffic = { always: NO_TRAFFIC, possible };
  const families = new Set(
    permits.flatMap(({ rule }) =>
      rule.peers.flatMap((peer) => (peer.kind === "unknown" && peer.expression === name.id ? [peer.of] : [])),
    ),
  );
  const onlySix = families.size === 1 && families.has("ipv6");
  const onlyFour = (families.size === 1 && families.has("ipv4")) || actor.hasIpv6 === "no";
  return { ipv4: onlySix ? NOTHING : open, ipv6: onlyFour && !onlySix ? NOTHING : open };
}

/** The ends that the rules of a direction name, each with the rules that name it. */
function namesOf(actor: Actor, direction: Direction): ReadonlyMap<OutsideName, readonly Permit[]> {
  const byId = new Map<string, { name: OutsideName; permits: Permit[] }>();
  for (const permit of actor.profile[direction].permits) {
    for (const name of permit.outside) {
      const known = byId.get(name.id);
      if (known === undefined) byId.set(name.id, { name, permits: [permit] });
      else known.permits.push(permit);
    }
  }
  return new Map([...byId.values()].map(({ name, permits }) => [name, permits]));
}
