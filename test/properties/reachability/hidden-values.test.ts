import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { IntervalSet } from "../../../core/network/interval-set.js";
import type { TrafficSet } from "../../../core/network/traffic.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { IPV4, IPV6 } from "../../../core/reachability/deciding/family.js";
import { edgeTraffic } from "../../../core/reachability/edge-traffic.js";
import type { Edge } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { hidings, withHidden } from "../../core/reachability/oracle/hidden-values.js";
import { referencesCount } from "../../core/reachability/oracle/simulate-links.js";
import type { World } from "../../core/reachability/oracle/world.js";
import { worlds } from "../../core/reachability/oracle/world-arbitrary.js";
import { worldDocument } from "../../core/reachability/oracle/world-document.js";
import { runs } from "../../harness/property-runs.js";

const NOTHING: TrafficSet = IntervalSet.empty();

interface Passing {
  readonly always: TrafficSet;
  readonly possible: TrafficSet;
}

/** Traffic by both ends, in each IP version, of hosts, groups and the internet: blocks may turn into ends that are not known. */
function passing(edges: readonly Edge[], family: "ipv4" | "ipv6"): ReadonlyMap<string, Passing> {
  const sums = new Map<string, Passing>();
  const { carries } = family === "ipv4" ? IPV4 : IPV6;
  for (const edge of edges) {
    if (edge.family !== "both" && edge.family !== family) continue;
    if (![edge.from, edge.to].every((end) => /^(?:internet$|aws_(?!ec2_))/.test(end))) continue;
    const key = `${edge.from} -> ${edge.to}`;
    const { always, possible } = sums.get(key) ?? { always: NOTHING, possible: NOTHING };
    const traffic = edgeTraffic(edge).intersection(carries);
    sums.set(key, {
      always: edge.certainty === "always" ? always.union(traffic) : always,
      possible: possible.union(traffic),
    });
  }
  return sums;
}

/** Without references to groups of VPCs that do not surely meet: EC2 refuses them (EC2 API, InvalidGroup.NotFound). */
function accepted(world: World): World {
  const vpcOf = (group: number): number => world.groups[group]?.vpc ?? 0;
  const rules = world.rules.filter(
    ({ group, direction, peer }) =>
      !("group" in peer) || referencesCount(world, direction, vpcOf(group), vpcOf(peer.group)) === "yes",
  );
  return { ...world, rules };
}

describe("a value that is not known", () => {
  it("hides no edge and makes none certain, whatever it is", () => {
    fc.assert(
      fc.property(worlds(true), hidings, (world, hidden) => {
        const document = worldDocument(accepted(world));
        const whole = readDocument([{ path: "world.tf.json", json: document }]);
        const less = readDocument([{ path: "world.tf.json", json: withHidden(document, hidden) }]);
        if (!whole.ok) throw new Error("a world is readable");
        // What Terraform refuses in every case is refused.
        if (!less.ok) return;
        const [all, some] = [computeReachability(whole.value).edges, computeReachability(less.value).edges];
        const found: string[] = [];
        const inIpv4 = passing(some, "ipv4");
        for (const family of ["ipv4", "ipv6"] as const) {
          const [known, left] = [passing(all, family), passing(some, family)];
          for (const [ends, { possible }] of known) {
            // An IPv6 address that is perhaps there is not listed for what IPv4 does anyway.
            const said = family === "ipv6" ? (inIpv4.get(ends)?.always ?? NOTHING) : NOTHING;
            if (!(left.get(ends)?.possible ?? NOTHING).union(said).covers(possible))
              found.push(`${ends} ${family} is missing`);
          }
          for (const [ends, { always }] of left)
            if (!(known.get(ends)?.always ?? NOTHING).covers(always))
              found.push(`${ends} ${family} is certain`);
        }
        expect(found).toEqual([]);
      }),
      runs(400),
    );
  });
});
