import type { CheckedNetwork } from "../checked-network.js";
import { edgeTraffic } from "../edge-traffic.js";
import type { Edge } from "../reachability.js";
import { OTHER_SERVICE, SERVICES, type Service } from "./service.js";

/** Something that an attacker can stand on: a workload, or a segment that no workload of the input carries (one host). */
export interface Host {
  readonly id: string;
  readonly name: string;
  readonly vpc: string;
}

/**
 * Who may talk to whom, host by host, in compressed sparse rows: the targets of host i are
 * `targets[offsets[i]]` to `targets[offsets[i + 1] - 1]`, each once and never i itself.
 */
export interface HostGraph {
  readonly hosts: readonly Host[];
  readonly index: ReadonlyMap<string, number>;
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
  /** The probability that talking to the target is enough to take it over, beside each target. */
  readonly pivots: Float64Array;
}

/** The services that are told apart, as bits of one number: bit i is service i. */
const TOLD_APART: readonly Service[] = [...SERVICES, OTHER_SERVICE];

/** The host graph of a network. Possible edges count as edges: the numbers are upper bounds. */
export function hostGraph(network: CheckedNetwork): HostGraph {
  const members = new Map<string, string[]>();
  for (const { id, groups } of network.model.workloads.values()) {
    for (const group of groups) {
      const list = members.get(group);
      if (list === undefined) members.set(group, [id]);
      else list.push(id);
    }
  }
  const hosts: Host[] = [];
  for (const { id, name, kind } of network.reachability.endpoints) {
    if (kind === "workload") hosts.push({ id, name, vpc: network.model.workloads.get(id)?.vpc ?? "" });
    if (kind === "segment" && !members.has(id) && !isClosedDefault(network, id)) {
      hosts.push({ id, name, vpc: network.model.securityGroups.get(id)?.vpc ?? "" });
    }
  }
  const index = new Map(hosts.map(({ id }, at) => [id, at]));
  const services = new Map<number, number>();
  for (const edge of network.reachability.edges) {
    const fromKind = network.endpoints.get(edge.from)?.kind;
    const toKind = network.endpoints.get(edge.to)?.kind;
    if (fromKind !== toKind || (fromKind !== "segment" && fromKind !== "workload")) continue;
    // Where both segments have workloads, the edges of those say more. A segment without any meets the members of the other.
    if (fromKind === "segment" && members.has(edge.from) && members.has(edge.to)) continue;
    const mask = serviceMask(edge);
    for (const from of members.get(edge.from) ?? [edge.from]) {
      for (const to of members.get(edge.to) ?? [edge.to]) {
        const source = index.get(from);
        const target = index.get(to);
        if (source === undefined || target === undefined || source === target) continue;
        const key = source * hosts.length + target;
        services.set(key, (services.get(key) ?? 0) | mask);
      }
    }
  }
  return { hosts, index, ...compressed(services, hosts.length) };
}

/** A default group without rules is there so that nobody carries it: counting it would flatter the network. */
function isClosedDefault(network: CheckedNetwork, id: string): boolean {
  return network.model.securityGroups.get(id)?.isDefault === true && network.rulesOf(id).length === 0;
}

function compressed(
  services: ReadonlyMap<number, number>,
  size: number,
): Pick<HostGraph, "offsets" | "targets" | "pivots"> {
  const keys = Float64Array.from(services.keys()).sort();
  const offsets = new Uint32Array(size + 1);
  const targets = new Uint32Array(keys.length);
  const pivots = new Float64Array(keys.length);
  for (const [at, key] of keys.entries()) {
    const source = Math.floor(key / size);
    offsets[source + 1] = (offsets[source + 1] as number) + 1;
    targets[at] = key - source * size;
    pivots[at] = pivotOf(services.get(key) ?? 0);
  }
  for (let host = 0; host < size; host += 1)
    offsets[host + 1] = (offsets[host + 1] as number) + (offsets[host] as number);
  return { offsets, targets, pivots };
}

const maskOfTraffic = new Map<string, number>();
const REMEMBERED_TRAFFIC = 4096;

function serviceMask(edge: Edge): number {
  const key = `${edge.protocol}/${edge.fromPort}-${edge.toPort}`;
  let mask = maskOfTraffic.get(key);
  if (mask === undefined) {
    const traffic = edgeTraffic(edge);
    mask = TOLD_APART.reduce(
      (bits, service, at) => (service.traffic.intersects(traffic) ? bits | (1 << at) : bits),
      0,
    );
    if (maskOfTraffic.size >= REMEMBERED_TRAFFIC) maskOfTraffic.clear();
    maskOfTraffic.set(key, mask);
  }
  return mask;
}

/** 1 - product over the services of (1 - pivot): one way in is enough (Tyagi and Murugesan, arXiv 2508.21005). */
function pivotOf(mask: number): number {
  return (
    1 - TOLD_APART.reduce((fails, { pivot }, at) => ((mask >>> at) & 1 ? fails * (1 - pivot) : fails), 1)
  );
}

/** The pivot weight of two hosts between which nothing is closed. */
export const OPEN_PIVOT: number = pivotOf(-1 >>> (32 - TOLD_APART.length));
