import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL_TRAFFIC } from "../../../core/network/traffic.js";
import { countReachable } from "../../../core/reachability/metrics/closure.js";
import { type HostGraph, hostGraph, OPEN_PIVOT } from "../../../core/reachability/metrics/host-graph.js";
import {
  flatLateralMovement,
  lateralMovement,
  PIVOT_HOPS,
} from "../../../core/reachability/metrics/lateral-movement.js";
import { measure, valuesOf } from "../../../core/reachability/metrics/metrics.js";
import { OTHER_SERVICE, SERVICES } from "../../../core/reachability/metrics/service.js";
import { DocumentBuilder, groupId, threeTier } from "./documents.js";

/** A graph of hosts from its matrix of pivot weights; 0 is not an edge. */
function graphOf(weights: readonly (readonly number[])[]): HostGraph {
  const hosts = weights.map((_, at) => ({ id: `h${at}`, name: `h${at}`, vpc: "v" }));
  const offsets = [0];
  const targets: number[] = [];
  const pivots: number[] = [];
  for (const [from, row] of weights.entries()) {
    for (const [to, weight] of row.entries()) {
      if (weight === 0 || from === to) continue;
      targets.push(to);
      pivots.push(weight);
    }
    offsets.push(targets.length);
  }
  return {
    hosts,
    index: new Map(hosts.map(({ id }, at) => [id, at])),
    offsets: Uint32Array.from(offsets),
    targets: Uint32Array.from(targets),
    pivots: Float64Array.from(pivots),
  };
}

const matrices = fc.integer({ min: 1, max: 40 }).chain((size) =>
  fc.array(fc.array(fc.constantFrom(0, 0, 0, 0.1, 0.3, 0.7), { minLength: size, maxLength: size }), {
    minLength: size,
    maxLength: size,
  }),
);

/** The same by depth-first search from every host. */
function naiveReachable(weights: readonly (readonly number[])[]): number[] {
  return weights.map((_, start) => {
    const seen = new Set([start]);
    const stack = [start];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const [to, weight] of (weights[at] ?? []).entries()) {
        if (weight > 0 && !seen.has(to)) {
          seen.add(to);
          stack.push(to);
        }
      }
    }
    return seen.size - 1;
  });
}

/** LMS_K by the formula of the matrices, cell by cell. */
function naiveLateralMovement(weights: readonly (readonly number[])[]): number {
  const size = weights.length;
  if (size < 2) return 0;
  const w = (i: number, j: number): number => (i === j ? 0 : (weights[i]?.[j] ?? 0));
  let p = weights.map((_, i) => weights.map((__, j) => w(i, j)));
  for (let hop = 1; hop < PIVOT_HOPS; hop += 1) {
    const before = p;
    p = before.map((_, i) =>
      before.map((__, j) => {
        if (i === j) return 0;
        const misses = before.reduce((product, ___, m) => product * (1 - (before[i]?.[m] ?? 0) * w(m, j)), 1);
        return 1 - (1 - w(i, j)) * misses;
      }),
    );
  }
  return p.flat().reduce((sum, cell) => sum + cell, 0) / (size * (size - 1));
}

describe("the closure", () => {
  it("counts what depth-first search counts", () => {
    fc.assert(
      fc.property(matrices, (weights) => {
        expect([...countReachable(graphOf(weights))]).toEqual(naiveReachable(weights));
      }),
    );
  });

  it("walks a chain of 20 000 hosts without recursion", () => {
    const size = 20_000;
    const offsets = Uint32Array.from({ length: size + 1 }, (_, at) => Math.min(at, size - 1));
    const targets = Uint32Array.from({ length: size - 1 }, (_, at) => at + 1);
    const hosts = Array.from({ length: size }, (_, at) => ({ id: `h${at}`, name: "", vpc: "" }));
    const counts = countReachable({ hosts, offsets, targets });
    expect([counts[0], counts[1], counts[size - 1]]).toEqual([size - 1, size - 2, 0]);
  });
});

describe("the lateral-movement score", () => {
  it("is what the formula gives, cell by cell", () => {
    fc.assert(
      fc.property(matrices, (weights) => {
        const { score, sample } = lateralMovement(graphOf(weights));
        expect(sample).toBeNull();
        expect(score).toBeCloseTo(naiveLateralMovement(weights), 10);
      }),
    );
  });

  it("of a flat network has a closed form: six hosts with pivot 0.7 give 0.997", () => {
    const flat = Array.from({ length: 6 }, () => Array.from({ length: 6 }, () => 0.7));
    expect(lateralMovement(graphOf(flat)).score).toBeCloseTo(flatLateralMovement(6, 0.7), 12);
    expect(flatLateralMovement(6, 0.7)).toBeCloseTo(0.997, 3);
  });

  it("is sampled where counting would take too long, and says how far off it may be", () => {
    const size = 300;
    const flat = Array.from({ length: size }, () => Array.from({ length: size }, () => 0.001));
    const { score, sample } = lateralMovement(graphOf(flat), 10_000_000);
    expect(sample).toMatchObject({ of: size, confidence: 0.95 });
    expect(sample?.footholds).toBeLessThan(size);
    expect(Math.abs(score - flatLateralMovement(size, 0.001))).toBeLessThan(sample?.halfWidth ?? 0);
  });
});

describe("the services that are told apart", () => {
  it("are at most 31 with the rest, and together are all traffic", () => {
    expect(SERVICES.length + 1).toBeLessThanOrEqual(31);
    expect(
      SERVICES.reduce((all, { traffic }) => all.union(traffic), OTHER_SERVICE.traffic).equals(ALL_TRAFFIC),
    ).toBe(true);
    for (const { traffic } of SERVICES) expect(traffic.intersects(OTHER_SERVICE.traffic)).toBe(false);
  });

  it("overlap nowhere", () => {
    for (const [at, one] of SERVICES.entries()) {
      for (const other of SERVICES.slice(at + 1))
        expect(one.traffic.intersects(other.traffic), `${one.name}, ${other.name}`).toBe(false);
    }
  });
});

describe("the numbers of a network", () => {
  it("are those of three tiers, worked out by hand", () => {
    const metrics = measure(threeTier().network());
    // 3 hosts, 6 ordered pairs; web to app and app to db directly, web to db by both.
    expect(metrics.hosts).toBe(3);
    expect(metrics.directDensity).toBeCloseTo(2 / 6);
    expect(metrics.reachableDensity).toBeCloseTo(3 / 6);
    // HTTPS and PostgreSQL have pivot 0.1: 0.1 + 0.1 + 0.1 * 0.1 over 6 pairs.
    expect(metrics.lateralMovement).toBeCloseTo(0.21 / 6);
    expect(metrics.blastRadius.mean).toBeCloseTo(0.5);
    expect(metrics.baseline).toContain("flat VPC");
    expect(metrics.baselineValues).toMatchObject({
      directDensity: 1,
      reachableDensity: 1,
      meanBlastRadius: 1,
    });
    expect(metrics.baselineValues.lateralMovement).toBeCloseTo(flatLateralMovement(3, OPEN_PIVOT));
  });

  it("show what each foothold reaches, crown jewels by name", () => {
    const { blastRadius } = measure(threeTier().network(), {
      footholds: ["internet", groupId("db")],
      crownJewels: [groupId("db")],
    });
    expect(blastRadius.footholds).toEqual([
      { from: "internet", hosts: 3, share: 1, crownJewels: [groupId("db")] },
      { from: groupId("db"), hosts: 0, share: 0, crownJewels: [] },
    ]);
  });

  it("count workloads in the place of the groups that they carry", () => {
    const network = threeTier().instance("orders", "db").instance("invoices", "db").network();
    const graph = hostGraph(network);
    expect(graph.hosts.map(({ id }) => id).sort()).toEqual([
      "aws_instance.invoices",
      "aws_instance.orders",
      groupId("app"),
      groupId("web"),
    ]);
    // app to each of the two, web to app: 3 of 12.
    expect(measure(network).directDensity).toBeCloseTo(3 / 12);
  });

  it("count no closed default group, and are 0 without hosts", () => {
    const network = new DocumentBuilder()
      .with("aws_default_security_group", "closed", { vpc_id: `\${aws_vpc.main.id}` })
      .network();
    expect(measure(network)).toMatchObject({
      hosts: 0,
      directDensity: 0,
      reachableDensity: 0,
      lateralMovement: 0,
    });
  });

  it("can be compared with an older network", () => {
    const values = valuesOf(measure(threeTier().network()));
    const metrics = measure(threeTier().flow("web", "db", 5432).network(), {
      baseline: { name: "old", values },
    });
    expect(metrics.baseline).toBe("old");
    expect(metrics.directDensity).toBeGreaterThan(metrics.baselineValues.directDensity);
  });

  it("never fall when a rule is added", () => {
    const pairs = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom("a", "b", "c", "d"),
        fc.constantFrom("a", "b", "c", "d"),
        fc.constantFrom(22, 443, 5432),
      ),
      {
        selector: String,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(pairs, (flows) => {
        const built = (list: typeof flows) =>
          list
            .filter(([from, to]) => from !== to)
            .reduce(
              (builder, [from, to, port]) => builder.flow(from, to, port),
              new DocumentBuilder().group("a", "b", "c", "d"),
            )
            .network();
        const more = valuesOf(measure(built(flows)));
        const fewer = valuesOf(measure(built(flows.slice(1))));
        for (const key of ["directDensity", "reachableDensity", "lateralMovement"] as const) {
          expect(more[key]).toBeGreaterThanOrEqual(fewer[key] - 1e-12);
        }
      }),
      { numRuns: 30 },
    );
  });
});
