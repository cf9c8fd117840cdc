import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { AddressSet } from "../../../core/network/address-set.js";
import { type Cidr, parseCidr } from "../../../core/network/cidr.js";
import { GLOBALLY_ROUTABLE } from "../../../core/network/globally-routable.js";
import { IntervalSet } from "../../../core/network/interval-set.js";
import { computeReachability, decideChange } from "../../../core/reachability/compute-reachability.js";
import { IPV4, IPV6 } from "../../../core/reachability/deciding/family.js";
import { edgeTraffic } from "../../../core/reachability/edge-traffic.js";
import type { NetworkModel } from "../../../core/reachability/model.js";
import { type Edge, INTERNET } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { connectedWorlds } from "../../core/reachability/oracle/connected-worlds.js";
import { EdgeLookup } from "../../core/reachability/oracle/edge-lookup.js";
import {
  type Kind,
  kindsOf,
  outcomeBetween,
  segmentParty,
  workloadParty,
} from "../../core/reachability/oracle/simulate.js";
import { isSaidByInternet, outsideOutcome } from "../../core/reachability/oracle/simulate-outside.js";
import type { World } from "../../core/reachability/oracle/world.js";
import { worlds } from "../../core/reachability/oracle/world-arbitrary.js";
import { workloadId, worldDocument } from "../../core/reachability/oracle/world-document.js";
import { runs } from "../../harness/property-runs.js";

const FAMILIES = ["ipv4", "ipv6"] as const;

function modelOf(world: World): NetworkModel {
  return valueOrThrow(readDocument([{ path: "world.tf.json", json: worldDocument(world) }]));
}

function decided(world: World): ReturnType<typeof computeReachability> {
  return computeReachability(modelOf(world));
}

/** The internet in the place of a block. */
const internetFor = (end: string) => (end.startsWith("aws_") ? end : "internet");

/** Two ends, what they are, and what the simulator says of them. */
type Pairs = Generator<[string, string, string, (kind: Kind) => string, ((kind: Kind) => boolean)?]>;

function* groupPairs(world: World, family: "ipv4" | "ipv6"): Pairs {
  for (const a of world.groups.keys()) {
    for (const b of world.groups.keys()) {
      const [from, to] = [segmentParty(world, a, family), segmentParty(world, b, family)];
      const simulate = (kind: Kind) => outcomeBetween(world, from, to, kind);
      yield [`aws_security_group.g${a}`, `aws_security_group.g${b}`, "groups", simulate];
    }
  }
}

function* workloadPairs(world: World, family: "ipv4" | "ipv6"): Pairs {
  for (const a of world.workloads.keys()) {
    for (const b of world.workloads.keys()) {
      if (a === b) continue;
      const [from, to] = [workloadParty(world, a, family), workloadParty(world, b, family)];
      const simulate = (kind: Kind) => outcomeBetween(world, from, to, kind);
      yield [workloadId(world, a), workloadId(world, b), "workloads", simulate];
    }
  }
}

/** Every disagreement, as text that a reader of a failure can follow. */
function disagreements(world: World, pairs: (world: World, family: "ipv4" | "ipv6") => Pairs): string[] {
  const lookup = new EdgeLookup(decided(world));
  const found: string[] = [];
  for (const family of FAMILIES) {
    for (const [from, to, what, simulate, isSaid] of pairs(world, family)) {
      for (const kind of kindsOf(world)) {
        const expected = simulate(kind);
        const actual = lookup.outcome(from, to, family, kind);
        if (isSaid?.(kind) === true) {
          // What the internet's own edge says is not said of each block again; another edge of the block may say less.
          const said = lookup.outcome(internetFor(from), internetFor(to), family, kind);
          if (actual === "never" || (actual === "possible" && said === expected)) continue;
        }
        if (expected !== actual)
          found.push(
            `${what} ${from} to ${to}, ${family} ${kind.protocol}/${kind.port}: simulated ${expected}, decided ${actual}`,
          );
      }
    }
  }
  return found;
}

describe("the decision agrees with the packet simulator", () => {
  it("on groups judged alone", () => {
    fc.assert(
      fc.property(worlds(false), (world) => {
        expect(disagreements(world, groupPairs)).toEqual([]);
      }),
      runs(1200),
    );
  });

  it("on workloads, with the union of their groups, ACLs and routes", () => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        expect(disagreements(world, workloadPairs)).toEqual([]);
      }),
      runs(500),
    );
  });

  it("on groups and workloads of VPCs that a peering or transit gateway connects", () => {
    fc.assert(
      fc.property(connectedWorlds, (world) => {
        expect([...disagreements(world, groupPairs), ...disagreements(world, workloadPairs)]).toEqual([]);
      }),
      runs(250),
    );
  });

  it("on the internet and foreign blocks, for groups and workloads, both ways", () => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        const found = disagreements(world, function* (all, family) {
          const parties = [
            ...[...all.groups.keys()].map(
              (group) => [`aws_security_group.g${group}`, segmentParty(all, group, family)] as const,
            ),
            ...[...all.workloads.keys()].map(
              (index) => [workloadId(all, index), workloadParty(all, index, family)] as const,
            ),
          ];
          for (const [id, party] of parties) {
            for (const direction of ["egress", "ingress"] as const) {
              for (const end of [
                "internet",
                "203.0.113.0/24",
                "203.0.113.0/25",
                "198.51.100.7/32",
                "10.0.0.0/8",
                "0.0.0.0/1",
                "8.0.0.0/8",
                "8.8.8.0/24",
              ]) {
                const [from, to] = direction === "egress" ? [id, end] : [end, id];
                yield [
                  from,
                  to,
                  "outside",
                  (kind) => outsideOutcome(all, party, direction, end, family, kind),
                  // Not repeated, unless the block may do everything: that says it shorter.
                  (kind) => isSaidByInternet(all, party, direction, end, family, kind),
                ];
              }
            }
          }
        });
        expect(found).toEqual([]);
      }),
      runs(300),
    );
  });
});

describe("the decision after a change of one group's rules", () => {
  it("finds the conversations that a decision from the start finds", () => {
    fc.assert(
      fc.property(worlds(true), fc.nat(), fc.nat(), fc.boolean(), (world, pick, other, drops) => {
        const model = modelOf(world);
        const rule = model.rules[pick % Math.max(1, model.rules.length)];
        const donor = model.rules[other % Math.max(1, model.rules.length)];
        if (rule === undefined || donor === undefined) return;
        const { traffic, trafficKnown, peers } = donor;
        const changed = {
          ...model,
          rules: model.rules.flatMap((own) =>
            own !== rule ? [own] : drops ? [] : [{ ...own, traffic, trafficKnown, peers }],
          ),
        };
        const again = decideChange(changed, rule.group, computeReachability(model));
        const { edges, endpoints } = computeReachability(changed);
        expect(sorted(again.edges)).toEqual(sorted(edges));
        const listed = new Set(again.endpoints.map(({ id }) => id));
        expect(endpoints.filter(({ id }) => !listed.has(id))).toEqual([]);
      }),
      runs(300),
    );
  });
});

describe("every edge names the rules that cover it", () => {
  it("at each of its ends in the network, and for an outside block each of its addresses", () => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        const model = modelOf(world);
        const { edges } = computeReachability(model);
        const home = homes(model);
        expect(edges.flatMap((edge) => uncovered(edge, model, home))).toEqual([]);
      }),
      runs(150),
    );
  });
});

/** What no rule that the edge names lets through. */
function uncovered(edge: Edge, model: NetworkModel, home: AddressSet): string[] {
  const rules = model.rules.filter(({ id }) => edge.because.includes(id));
  const families = edge.family === "both" ? FAMILIES : ([edge.family] as const);
  const found: string[] = [];
  for (const [end, other, direction] of [
    [edge.from, edge.to, "egress"],
    [edge.to, edge.from, "ingress"],
  ] as const) {
    const groups = model.workloads.get(end)?.groups ?? (model.securityGroups.has(end) ? [end] : undefined);
    if (groups === undefined) continue;
    const own = rules.filter((rule) => groups.includes(rule.group) && rule.direction === direction);
    for (const family of families) {
      const traffic = edgeTraffic(edge).intersection(family === "ipv4" ? IPV4.carries : IPV6.carries);
      const passed = own.reduce((sum, rule) => sum.union(rule.traffic), IntervalSet.empty<number>());
      if (!passed.covers(traffic)) found.push(`${JSON.stringify(edge)} ${direction} ${family}: traffic`);
      if (edge.certainty === "possible") continue;
      const block = parseCidr(other);
      const meant =
        other === INTERNET
          ? GLOBALLY_ROUTABLE
          : block.ok
            ? AddressSet.fromCidrs([block.value]).difference(home)
            : undefined;
      if (meant === undefined) continue;
      for (const kind of new Set([
        ...traffic.boundaries,
        ...own.flatMap((rule) => rule.traffic.boundaries),
      ])) {
        if (!traffic.has(kind)) continue;
        const addresses = AddressSet.fromCidrs(
          own.filter((rule) => rule.traffic.has(kind)).flatMap((rule) => blocksOf(rule, model)),
        );
        if (!addresses[family].covers(meant[family] as never))
          found.push(`${JSON.stringify(edge)} ${kind}: addresses`);
      }
    }
  }
  return found;
}

function blocksOf({ peers }: NetworkModel["rules"][number], { prefixLists }: NetworkModel): Cidr[] {
  return peers.flatMap((peer) => {
    if (peer.kind === "cidr") return [peer.cidr];
    return peer.kind === "prefix-list" ? (prefixLists.get(peer.prefixList)?.addresses?.toCidrs() ?? []) : [];
  });
}

function homes({ vpcs }: NetworkModel): AddressSet {
  return [...vpcs.values()].reduce(
    (sum, { ipv4, ipv6 }) => sum.union(ipv4 ?? AddressSet.EMPTY).union(ipv6 ?? AddressSet.EMPTY),
    AddressSet.EMPTY,
  );
}

function sorted(items: readonly object[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}
