import { AddressSet } from "../../network/address-set.js";
import { IntervalSet } from "../../network/interval-set.js";
import type { TrafficSet } from "../../network/traffic.js";
import type { NetworkModel, Rule } from "../model.js";
import type { Actor } from "./actors.js";
import { EVERYWHERE, type Family, IPV4, IPV6 } from "./family.js";
import { addressRoutes, internetRoutes, serviceRoutes } from "./outside-routes.js";
import type { OutsideName, Permit } from "./permits.js";
import { NOTHING, overCases, type PermittedByFamily, type PermittedTraffic } from "./permitted-traffic.js";
import { aclAt, aclSide, overClientPorts, type SubnetTables } from "./place-sides.js";
import { both, domainOf, OPEN, type Side } from "./side.js";
import { unionOf } from "./traffic-sweep.js";
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
  readonly #tables: SubnetTables;
  readonly #homes = new Map<string, AddressSet>();
  readonly #foreign = new Map<string, AddressSet>();

  constructor(model: NetworkModel, links: VpcLinks, tables: SubnetTables) {
    this.#model = model;
    this.#links = links;
    this.#tables = tables;
  }

  /** The internet and every end that the actor's own rules name. What the internet may do is not repeated for smaller blocks. */
  of(actor: Actor, direction: Direction): OutsideTraffic[] {
    if (!actor.known[direction].speaksOutside) return [];
    const internet = this.withAddresses(actor, direction, EVERYWHERE);
    const found: OutsideTraffic[] = [
      { id: "internet", kind: "internet", permitted: internet, permits: actor.profile[direction].permits },
    ];
    for (const [name, permits] of namesOf(actor, direction)) {
      const verdicts = this.#named(actor, direction, name, permits, internet);
      if (verdicts !== undefined) found.push({ id: name.id, kind: name.kind, permitted: verdicts, permits });
    }
    return found;
  }

  /** What the actor exchanges with every (always) or some (possible) address of a set; of everything, what the union of its blocks covers. */
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
  ): PermittedByFamily | undefined {
    if (name.kind === "unknown") return permittedToUnresolved(actor, name, permits);
    if (name.addresses === null) return this.#service(actor, direction, name, permits);
    if (name.addresses.coversInternet("ipv4") || name.addresses.coversInternet("ipv6")) return undefined;
    const foreign = this.foreignPart(actor, name.addresses);
    if (foreign.isEmpty) return undefined;
    const { ipv4, ipv6 } = this.withAddresses(actor, direction, foreign);
    return { ipv4: without(ipv4, internet.ipv4.always), ipv6: without(ipv6, internet.ipv6.always) };
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
      const places = actor.places.map((place): Side<T> => {
        const side: Side<T> = { full: traffic, partial: [], maybe };
        const routed =
          list?.awsManaged === true
            ? serviceRoutes(actor, place, direction, family, this.#tables.routing)
            : OPEN;
        return both(side, routed);
      });
      return present(overCases(places.map(permittedBy)), presence(actor, family));
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
    const isInternet = addresses === EVERYWHERE;
    const known = actor.known[direction].addressSide(family, addresses);
    // Blocks that do not cover the internet are ends of their own.
    const rules: Side<T> = isInternet ? { ...known, partial: [] } : known;
    const verdicts = actor.places.map((place) => {
      const routes = isInternet
        ? internetRoutes(actor, place, direction, family, this.#tables.routing)
        : addressRoutes(actor, place, direction, family, addresses, this.#tables.routing);
      const routed = both(rules, routes);
      return overClientPorts([aclAt(place, null, this.#tables)], (ports) =>
        permittedBy(both(routed, aclSide(place, addresses, direction, family, this.#tables, ports))),
      );
    });
    return present(overCases(verdicts), presence(actor, family));
  }

  #home(vpc: string): AddressSet {
    let home = this.#homes.get(vpc);
    if (home === undefined) {
      home = AddressSet.EMPTY;
      for (const [id, { ipv4, ipv6 }] of this.#model.vpcs) {
        const link = this.#links.between(vpc, id).kind;
        if (link !== "same" && link !== "peered") continue;
        for (const blocks of [ipv4, ipv6]) if (blocks !== null) home = home.union(blocks);
      }
      this.#homes.set(vpc, home);
    }
    return home;
  }
}

/** Whether the actor has an address of the family. A group alone may get one: its rules decide. */
function presence<T extends number | bigint>(actor: Actor, family: Family<T>): "yes" | "no" | "unknown" {
  return family.name === "ipv4" || actor.workload === undefined ? "yes" : actor.hasIpv6;
}

function permittedBy<T extends number | bigint>(side: Side<T>): PermittedTraffic {
  return { always: side.full, possible: domainOf(side) };
}

/** The verdict for an actor that has an address of the family, or none, or perhaps one. */
function present(verdict: PermittedTraffic, has: "yes" | "no" | "unknown"): PermittedTraffic {
  if (has === "no") return NOTHING;
  return has === "yes" ? verdict : { always: NO_TRAFFIC, possible: verdict.possible };
}

function without({ always, possible }: PermittedTraffic, swallowed: TrafficSet): PermittedTraffic {
  return { always: always.difference(swallowed), possible: possible.difference(swallowed) };
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
