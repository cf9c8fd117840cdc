import type { Finding } from "../guardrails/finding.js";
import { append } from "../json/append.js";
import { AddressSet } from "../network/address-set.js";
import { parseCidr } from "../network/cidr.js";
import { GLOBALLY_ROUTABLE } from "../network/globally-routable.js";
import { IntervalSet } from "../network/interval-set.js";
import { formatProtocol } from "../network/protocol.js";
import { type TrafficSet, trafficRuns } from "../network/traffic.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import { edgeTraffic } from "../reachability/edge-traffic.js";
import { type Edge, INTERNET } from "../reachability/reachability.js";

/** Traffic that one network lets pass and the other does not, or not as certainly. */
export interface EdgeChange extends Edge {
  /** What the other network says of it: nothing, or that it is possible. */
  readonly otherwise: "closed" | "possible";
}

/** What changes between two networks. */
export interface Difference {
  readonly edges: { readonly gained: readonly EdgeChange[]; readonly lost: readonly EdgeChange[] };
  readonly findings: { readonly gained: readonly Finding[]; readonly lost: readonly Finding[] };
  /** Access got broader: some traffic passes that did not, or passes for certain that was only possible. */
  readonly broader: boolean;
}

/** A network with its findings, as {@link compare} takes two of them. */
export interface Compared {
  readonly network: CheckedNetwork;
  readonly findings: readonly Finding[];
}

/** What the new network lets pass and finds that the old one does not, and the other way round. */
export function compare(before: Compared, after: Compared): Difference {
  const gained = edgesBeyond(before.network, after.network);
  return {
    edges: { gained, lost: edgesBeyond(after.network, before.network) },
    findings: {
      gained: findingsBeyond(before.findings, after.findings),
      lost: findingsBeyond(after.findings, before.findings),
    },
    broader: gained.length > 0,
  };
}

/** Unacknowledged findings of the second list that the first one lacks. */
function findingsBeyond(base: readonly Finding[], findings: readonly Finding[]): Finding[] {
  const key = ({ rule, resource }: Finding): string => `${rule} ${resource}`;
  const isUnacknowledged = (finding: Finding): boolean => finding.acknowledged === null;
  const known = new Set(base.filter(isUnacknowledged).map(key));
  return findings.filter((finding) => isUnacknowledged(finding) && !known.has(key(finding)));
}

/**
 * What the second network lets pass beyond the first.
 *
 * Compared are sets of packets, so splitting, merging or renaming rules changes nothing; an outside block counts as known
 * where a wider block had the same access, or its parts together had it.
 */
export function edgesBeyond(base: CheckedNetwork, network: CheckedNetwork): EdgeChange[] {
  const known = new TrafficTable(base);
  const shared = new Set(base.reachability.edges);
  const changes: EdgeChange[] = [];
  for (const { from, to, edges } of new TrafficTable(network).pairs()) {
    if (edges.every((edge) => shared.has(edge))) continue;
    for (const certainty of ["always", "possible"] as const) {
      const ends = { from: addressesOf(network, from), to: addressesOf(network, to) };
      const passes = passing(edges, certainty).minus(known.of(from, to, certainty, ends));
      const beyond = known.withoutPieces(passes, from, to, certainty, ends);
      // What is certain now is also possible now: say it once.
      const news = certainty === "always" ? beyond : beyond.minus(passing(edges, "always"));
      append(changes, describe(from, to, news, certainty, edges, known.of(from, to, "possible", ends)));
    }
  }
  return changes;
}

/** Packets of both families. */
class Packets {
  static readonly NONE = new Packets(IntervalSet.empty(), IntervalSet.empty());
  readonly ipv4: TrafficSet;
  readonly ipv6: TrafficSet;

  constructor(ipv4: TrafficSet, ipv6: TrafficSet) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  get isEmpty(): boolean {
    return this.ipv4.isEmpty && this.ipv6.isEmpty;
  }

  plus(other: Packets): Packets {
    return new Packets(this.ipv4.union(other.ipv4), this.ipv6.union(other.ipv6));
  }

  minus(other: Packets): Packets {
    return new Packets(this.ipv4.difference(other.ipv4), this.ipv6.difference(other.ipv6));
  }
}

/** The packets that pass for certain, or that may pass at all. */
function passing(edges: readonly Edge[], certainty: Edge["certainty"]): Packets {
  return edges
    .filter((edge) => certainty === "possible" || edge.certainty === "always")
    .reduce((all, edge) => {
      const traffic = edgeTraffic(edge);
      const none = IntervalSet.empty<number>();
      return all.plus(
        new Packets(edge.family === "ipv6" ? none : traffic, edge.family === "ipv4" ? none : traffic),
      );
    }, Packets.NONE);
}

class TrafficTable {
  readonly #network: CheckedNetwork;
  readonly #pairs = new Map<string, Map<string, Edge[]>>();
  readonly #sourcesOf = new Map<string, Set<string>>();
  /** Ends that are not known: they may be any address. */
  readonly #open: ReadonlySet<string>;

  constructor(network: CheckedNetwork) {
    this.#network = network;
    const ends = [...network.endpoints.values()];
    this.#open = new Set(ends.flatMap(({ id, kind }) => (kind === "unknown" ? [id] : [])));
    for (const edge of network.reachability.edges) {
      const targets = this.#pairs.get(edge.from) ?? new Map<string, Edge[]>();
      this.#pairs.set(edge.from, targets);
      const edges = targets.get(edge.to);
      if (edges === undefined) targets.set(edge.to, [edge]);
      else edges.push(edge);
      const sources = this.#sourcesOf.get(edge.to) ?? new Set<string>();
      this.#sourcesOf.set(edge.to, sources.add(edge.from));
    }
  }

  *pairs(): Iterable<{ readonly from: string; readonly to: string; readonly edges: readonly Edge[] }> {
    for (const [from, targets] of this.#pairs) for (const [to, edges] of targets) yield { from, to, edges };
  }

  /** What passes between the two, also where the network knows an outside end only as part of a wider one. */
  of(from: string, to: string, certainty: Edge["certainty"], ends: OutsideEnds): Packets {
    const edges = [...(this.#pairs.get(from)?.get(to) ?? [])];
    for (const { addresses, edges: more } of this.#besides(from, to, ends)) {
      if (addresses.covers(ends.from ?? ends.to ?? AddressSet.ALL)) append(edges, more);
    }
    return passing(edges, certainty);
  }

  /** The packets, without those that the network lets pass in pieces: two halves of a block are the block. */
  withoutPieces(
    packets: Packets,
    from: string,
    to: string,
    certainty: Edge["certainty"],
    ends: OutsideEnds,
  ): Packets {
    const outside = ends.from ?? ends.to;
    if (outside === undefined || packets.isEmpty) return packets;
    const pieces = this.#besides(from, to, ends).filter(({ addresses }) => addresses.intersects(outside));
    if (pieces.length < 2) return packets;
    const within = pieces.map(({ addresses, edges }) => ({
      addresses: addresses.intersection(outside),
      passes: passing(edges, certainty),
    }));
    return new Packets(
      uncovered(
        packets.ipv4,
        outside.ipv4,
        within.map(({ addresses, passes }) => [passes.ipv4, addresses.ipv4] as const),
      ),
      uncovered(
        packets.ipv6,
        outside.ipv6,
        within.map(({ addresses, passes }) => [passes.ipv6, addresses.ipv6] as const),
      ),
    );
  }

  /** What passes between the one end and outside ends other than this one. */
  #besides(from: string, to: string, ends: OutsideEnds): readonly OutsideEdges[] {
    const beside: OutsideEdges[] = [];
    const add = (other: string, edges: readonly Edge[]): void => {
      // The internet is what is globally routable; the rules decide what else is open beside it.
      if (other === INTERNET) {
        for (const edge of edges) beside.push({ addresses: this.#internetOf(edge), edges: [edge] });
        return;
      }
      const addresses = this.#open.has(other) ? AddressSet.ALL : addressesOf(this.#network, other);
      if (addresses !== undefined) beside.push({ addresses, edges });
    };
    if (ends.from !== undefined) {
      for (const source of this.#sourcesOf.get(to) ?? [])
        if (source !== from) add(source, this.#pairs.get(source)?.get(to) ?? []);
    }
    if (ends.to !== undefined) {
      for (const [other, edges] of this.#pairs.get(from) ?? []) if (other !== to) add(other, edges);
    }
    return beside;
  }

  #internetOf({ because }: Edge): AddressSet {
    const blocks = because
      .flatMap((id) => this.#network.rules.get(id)?.peers ?? [])
      .flatMap((peer) => (peer.kind === "cidr" ? [peer.cidr] : []));
    return GLOBALLY_ROUTABLE.union(AddressSet.fromCidrs(blocks));
  }
}

/** The addresses of the ends of a pair that lie outside; undefined for an end inside. */
interface OutsideEnds {
  readonly from: AddressSet | undefined;
  readonly to: AddressSet | undefined;
}

interface OutsideEdges {
  readonly addresses: AddressSet;
  readonly edges: readonly Edge[];
}

/** The traffic that the pieces together do not let pass for every one of the addresses. */
function uncovered<Address extends number | bigint>(
  traffic: TrafficSet,
  addresses: IntervalSet<Address>,
  pieces: readonly (readonly [TrafficSet, IntervalSet<Address>])[],
): TrafficSet {
  let open: readonly (readonly [TrafficSet, IntervalSet<Address>])[] = [[traffic, addresses]];
  for (const [passes, some] of pieces) {
    open = open.flatMap(([kind, missing]) => {
      const rest = missing.difference(some);
      const [touched, untouched] = [kind.intersection(passes), kind.difference(passes)];
      return [
        ...(touched.isEmpty || rest.isEmpty ? [] : [[touched, rest] as const]),
        ...(untouched.isEmpty ? [] : [[untouched, missing] as const]),
      ];
    });
  }
  return open.reduce((all, [kind]) => all.union(kind), IntervalSet.empty<number>());
}

const blocks = new Map<string, AddressSet | null>();
const REMEMBERED_BLOCKS = 65536;

/** The addresses of an outside end; undefined for everything inside, and where they are not in the input. */
function addressesOf(network: CheckedNetwork, id: string): AddressSet | undefined {
  if (id === INTERNET) return GLOBALLY_ROUTABLE;
  const list = network.model.prefixLists.get(id)?.addresses;
  if (list) return list;
  if (!id.includes("/") || network.model.resources.has(id)) return undefined;
  let block = blocks.get(id);
  if (block === undefined) {
    const cidr = parseCidr(id);
    block = cidr.ok ? AddressSet.fromCidrs([cidr.value]) : null;
    if (blocks.size >= REMEMBERED_BLOCKS) blocks.clear();
    blocks.set(id, block);
  }
  return block ?? undefined;
}

function describe(
  from: string,
  to: string,
  packets: Packets,
  certainty: Edge["certainty"],
  edges: readonly Edge[],
  possibleBefore: Packets,
): EdgeChange[] {
  const both = packets.ipv4.intersection(packets.ipv6);
  const families = [
    ["both", both],
    ["ipv4", packets.ipv4.difference(both)],
    ["ipv6", packets.ipv6.difference(both)],
  ] as const;
  return families.flatMap(([family, traffic]) =>
    trafficRuns(traffic).map((run): EdgeChange => {
      const own = {
        protocol: formatProtocol(run.protocol),
        fromPort: run.fromPort,
        toPort: run.toPort,
        ...(run.icmpTypes === undefined ? {} : { icmpTypes: run.icmpTypes }),
      };
      const set = edgeTraffic(own);
      const before = family === "ipv6" ? possibleBefore.ipv6 : possibleBefore.ipv4;
      return {
        from,
        to,
        ...own,
        family,
        certainty,
        because: [
          ...new Set(
            edges.filter((edge) => edgeTraffic(edge).intersects(set)).flatMap(({ because }) => because),
          ),
        ],
        otherwise: certainty === "always" && before.intersects(set) ? "possible" : "closed",
      };
    }),
  );
}
