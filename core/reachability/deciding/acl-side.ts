import { AddressSet } from "../../network/address-set.js";
import { IntervalSet } from "../../network/interval-set.js";
import { ICMP, ICMPV6, TCP, UDP } from "../../network/protocol.js";
import { type TrafficSet, trafficOf } from "../../network/traffic.js";
import type { NetworkAcl, NetworkAclEntry } from "../model.js";
import type { Family } from "./family.js";
import { type Piece, type Side, UNCERTAIN } from "./side.js";
import { type Contribution, sweepTraffic, unionOf } from "./traffic-sweep.js";

/** A run of ports that clients choose for themselves, both ends inclusive. */
export type ClientPorts = readonly [from: number, to: number];

/** The widest range of the clients that AWS lists (VPC guide, "Ephemeral ports"). */
export const CLIENT_PORTS: ClientPorts = [1024, 65535];

const PROTOCOLS = 256;

/** Requests of ICMP and ICMPv6 that wait for an answer, and its type (RFC 792, RFC 4443: echo). */
const ECHO = { [ICMP]: { request: 8, reply: 0 }, [ICMPV6]: { request: 128, reply: 129 } } as const;

/** What network ACLs let through, kept by ACL, direction, family and range. */
export class AclSides {
  readonly #decisions = new Map<string, readonly Contribution<number>[] | readonly Contribution<bigint>[]>();
  readonly #sides = new Map<string, Map<AddressSet, Side<number> | Side<bigint>>>();

  /** Packets of a conversation in the direction, with the other end's address in the range. */
  forward<T extends number | bigint>(
    acl: NetworkAcl,
    direction: NetworkAclEntry["direction"],
    family: Family<T>,
    range: AddressSet,
  ): Side<T> {
    return this.#kept(`forward ${direction} ${family.name} ${acl.id}`, range, () =>
      restrictTo(this.#decide(acl, direction, family), acl.complete, family.of(range)),
    );
  }

  /** The answers to a conversation from one of the client ports, which the ACL judges alone because it keeps no state. */
  returning<T extends number | bigint>(
    acl: NetworkAcl,
    direction: NetworkAclEntry["direction"],
    family: Family<T>,
    range: AddressSet,
    ports: ClientPorts,
  ): Side<T> {
    return this.#kept(`return ${ports.join("-")} ${direction} ${family.name} ${acl.id}`, range, () =>
      answers(this.#decide(acl, direction, family), acl.complete, family.of(range), ports),
    );
  }

  #kept<T extends number | bigint>(key: string, range: AddressSet, compute: () => Side<T>): Side<T> {
    let sides = this.#sides.get(key);
    if (sides === undefined) {
      sides = new Map();
      this.#sides.set(key, sides);
    }
    const known = sides.get(range) as Side<T> | undefined;
    if (known !== undefined) return known;
    const side = compute();
    sides.set(range, side as Side<number> | Side<bigint>);
    return side;
  }

  /** Addresses that the ACL passes, by traffic: the first entry that matches decides, nothing matched is denied. */
  #decide<T extends number | bigint>(
    acl: NetworkAcl,
    direction: NetworkAclEntry["direction"],
    family: Family<T>,
  ): readonly Contribution<T>[] {
    const key = `${direction} ${family.name} ${acl.id}`;
    const known = this.#decisions.get(key) as readonly Contribution<T>[] | undefined;
    if (known !== undefined) return known;
    const entries = acl.entries
      .filter((entry) => entry.direction === direction && entry.cidr.family === family.name)
      .map((entry, order) => ({ ...entry, order, addresses: family.of(AddressSet.fromCidrs([entry.cidr])) }));
    const decided: Contribution<T>[] = [];
    for (const { start, end, active } of sweepTraffic(entries)) {
      let open = family.all;
      const passed: IntervalSet<T>[] = [];
      for (const entry of [...active].sort((a, b) => a.order - b.order)) {
        if (entry.allow) passed.push(entry.addresses.intersection(open));
        open = open.difference(entry.addresses);
      }
      const addresses = unionOf(passed);
      if (!addresses.isEmpty) decided.push({ traffic: IntervalSet.of(start, end), addresses });
    }
    this.#decisions.set(key, decided as readonly Contribution<number>[] | readonly Contribution<bigint>[]);
    return decided;
  }
}

function restrictTo<T extends number | bigint>(
  decided: readonly Contribution<T>[],
  complete: boolean,
  range: IntervalSet<T>,
): Side<T> {
  const full: TrafficSet[] = [];
  const partial: Piece<T>[] = [];
  for (const { traffic, addresses } of decided) {
    if (addresses.covers(range)) full.push(traffic);
    else if (addresses.intersects(range)) partial.push({ traffic, addresses: addresses.intersection(range) });
  }
  return uncertainUnless(complete, { full: unionOf(full), partial, maybe: IntervalSet.empty() });
}

function answers<T extends number | bigint>(
  decided: readonly Contribution<T>[],
  complete: boolean,
  range: IntervalSet<T>,
  ports: ClientPorts,
): Side<T> {
  const full: TrafficSet[] = [];
  const partial: Piece<T>[] = [];
  const judge = (requests: TrafficSet, answer: TrafficSet): void => {
    const addresses = passing(decided, answer).intersection(range);
    if (addresses.covers(range)) full.push(requests);
    else if (!addresses.isEmpty) partial.push({ traffic: requests, addresses });
  };
  for (let protocol = 0; protocol < PROTOCOLS; protocol += 1) {
    if (protocol === TCP || protocol === UDP) {
      judge(trafficOf(protocol, 0, 65535), trafficOf(protocol, ...ports));
    } else if (protocol === ICMP || protocol === ICMPV6) {
      const { request, reply } = ECHO[protocol];
      const requests = trafficOf(protocol, request, -1);
      judge(requests, trafficOf(protocol, reply, 0));
      full.push(trafficOf(protocol, -1, -1).difference(requests));
    } else judge(trafficOf(protocol, 0, 0), trafficOf(protocol, 0, 0));
  }
  return uncertainUnless(complete, { full: unionOf(full), partial, maybe: IntervalSet.empty() });
}

/** Addresses for which every kind of the traffic passes. */
function passing<T extends number | bigint>(
  decided: readonly Contribution<T>[],
  traffic: TrafficSet,
): IntervalSet<T> {
  const relevant = decided.filter((one) => one.traffic.intersects(traffic));
  const [first, ...rest] = relevant;
  if (first === undefined || !unionOf(relevant.map((one) => one.traffic)).covers(traffic))
    return IntervalSet.empty();
  return rest.reduce((left, one) => left.intersection(one.addresses), first.addresses);
}

/** The client ports, cut where an entry of one of the ACLs begins or ends: all ports of a run are judged alike. */
export function clientPortRuns(acls: readonly NetworkAcl[]): ClientPorts[] {
  const [first, last] = CLIENT_PORTS;
  const cuts = new Set([first]);
  for (const { traffic } of acls.flatMap((acl) => acl.entries)) {
    for (const boundary of traffic.boundaries) {
      const protocol = Math.floor(boundary / 65536);
      const port = boundary % 65536;
      if ((protocol === TCP || protocol === UDP) && port > first) cuts.add(port);
    }
  }
  const starts = [...cuts].sort((a, b) => a - b);
  return starts.map((start, index) => [start, (starts[index + 1] ?? last + 1) - 1]);
}

/** Where entries are not known, they may pass or deny anything. */
function uncertainUnless<T extends number | bigint>(complete: boolean, side: Side<T>): Side<T> {
  return complete ? side : UNCERTAIN;
}
