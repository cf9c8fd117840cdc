import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability, decideChange } from "../../../core/reachability/compute-reachability.js";
import type { NetworkModel } from "../../../core/reachability/model.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { EdgeLookup } from "../../core/reachability/oracle/edge-lookup.js";
import {
  kindsOf,
  outcomeBetween,
  segmentParty,
  workloadParty,
} from "../../core/reachability/oracle/simulate.js";
import { outsideOutcome } from "../../core/reachability/oracle/simulate-outside.js";
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

/** Every disagreement, as text that a reader of a failure can follow. */
function disagreements(
  world: World,
  pairs: (
    world: World,
    family: "ipv4" | "ipv6",
  ) => Generator<[string, string, string, (kind: Parameters<typeof outcomeBetween>[3]) => string]>,
): string[] {
  const lookup = new EdgeLookup(decided(world));
  const found: string[] = [];
  for (const family of FAMILIES) {
    for (const [from, to, what, simulate] of pairs(world, family)) {
      for (const kind of kindsOf(world)) {
        const expected = simulate(kind);
        const actual = lookup.outcome(from, to, family, kind);
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
        const found = disagreements(world, function* (all, family) {
          for (const a of all.groups.keys()) {
            for (const b of all.groups.keys()) {
              const [from, to] = [segmentParty(all, a, family), segmentParty(all, b, family)];
              yield [
                `aws_security_group.g${a}`,
                `aws_security_group.g${b}`,
                "groups",
                (kind) => outcomeBetween(all, from, to, kind),
              ];
            }
          }
        });
        expect(found).toEqual([]);
      }),
      runs(1200),
    );
  });

  it("on workloads, with the union of their groups, ACLs and routes", () => {
    fc.assert(
      fc.property(worlds(true), (world) => {
        const found = disagreements(world, function* (all, family) {
          for (const a of all.workloads.keys()) {
            for (const b of all.workloads.keys()) {
              if (a === b) continue;
              const [from, to] = [workloadParty(all, a, family), workloadParty(all, b, family)];
              yield [
                workloadId(all, a),
                workloadId(all, b),
                "workloads",
                (kind) => outcomeBetween(all, from, to, kind),
              ];
            }
          }
        });
        expect(found).toEqual([]);
      }),
      runs(500),
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
              ]) {
                const [from, to] = direction === "egress" ? [id, end] : [end, id];
                yield [
                  from,
                  to,
                  "outside",
                  (kind) => outsideOutcome(all, party, direction, end, family, kind),
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

function sorted(items: readonly object[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}
