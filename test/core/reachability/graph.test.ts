import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listPaths, MOST_PATHS } from "../../../core/reachability/deciding/paths.js";
import { graphOf, reachableFrom, shortestPath } from "../../../core/reachability/graph.js";
import type { Edge, Endpoint } from "../../../core/reachability/reachability.js";

const endpoint = (id: string, kind: Endpoint["kind"] = "segment"): Endpoint => ({
  id,
  name: id,
  kind,
  constructPath: null,
});
const edge = (from: string, to: string, certainty: Edge["certainty"] = "always"): Edge => ({
  from,
  to,
  protocol: "tcp",
  fromPort: 443,
  toPort: 443,
  family: "ipv4",
  certainty,
  because: [],
});

describe("chains of edges", () => {
  const endpoints = ["a", "b", "c", "d"].map((id) => endpoint(id));

  it("are shortest", () => {
    const graph = graphOf({
      endpoints,
      edges: [edge("a", "b"), edge("b", "c"), edge("c", "d"), edge("b", "d")],
    });
    expect(shortestPath(graph, "a", "d")).toEqual(["a", "b", "d"]);
    expect(reachableFrom(graph, "a")).toEqual(["b", "c", "d"]);
    expect(shortestPath(graph, "d", "a")).toBeUndefined();
    expect(shortestPath(graph, "a", "nowhere")).toBeUndefined();
  });

  it("can be asked for certain edges alone", () => {
    const edges = [edge("a", "b", "possible"), edge("b", "c")];
    expect(shortestPath(graphOf({ endpoints, edges }), "a", "c")).toEqual(["a", "b", "c"]);
    expect(shortestPath(graphOf({ endpoints, edges }, "always"), "a", "c")).toBeUndefined();
  });

  it("pass through segments and workloads, never through an end outside the network", () => {
    const ends = [...endpoints, endpoint("internet", "internet"), endpoint("sg-1", "unknown")];
    const edges = [edge("a", "internet"), edge("internet", "b"), edge("a", "sg-1"), edge("sg-1", "c")];
    expect(reachableFrom(graphOf({ endpoints: ends, edges }), "a")).toEqual(["internet", "sg-1"]);
    expect(reachableFrom(graphOf({ endpoints: ends, edges }), "internet")).toEqual(["b"]);
  });

  it("are as short as the distances of Floyd and Warshall on random graphs", () => {
    const node = fc.integer({ min: 0, max: 7 });
    fc.assert(
      fc.property(fc.array(fc.tuple(node, node), { maxLength: 25 }), (pairs) => {
        const ends = Array.from({ length: 8 }, (_, index) => endpoint(String(index)));
        const sorted = [...pairs].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
        const graph = graphOf({
          endpoints: ends,
          edges: sorted.map(([from, to]) => edge(String(from), String(to))),
        });
        const far: number[][] = ends.map((_, from) =>
          ends.map((__, to) =>
            from === to ? 0 : pairs.some((pair) => pair[0] === from && pair[1] === to) ? 1 : 99,
          ),
        );
        for (const via of ends.keys())
          for (const row of far)
            for (const to of ends.keys())
              row[to] = Math.min(row[to] ?? 99, (row[via] ?? 99) + (far[via]?.[to] ?? 99));
        for (const from of ends.keys()) {
          for (const to of ends.keys()) {
            if (from === to) continue;
            const expected = (far[from]?.[to] ?? 99) < 99 ? (far[from]?.[to] ?? 0) + 1 : undefined;
            expect(shortestPath(graph, String(from), String(to))?.length).toBe(expected);
          }
        }
      }),
    );
  });
});

describe("the list of paths", () => {
  const chainOf = (length: number) => {
    const endpoints = [
      endpoint("internet", "internet"),
      ...Array.from({ length }, (_, index) => endpoint(String(index))),
    ];
    const edges = [
      edge("internet", "0"),
      ...Array.from({ length: length - 1 }, (_, index) => edge(String(index), String(index + 1))),
    ];
    return { endpoints, edges };
  };

  it("holds every pair that no edge joins", () => {
    const { paths, pathsListed } = listPaths(graphOf(chainOf(3)));
    expect(pathsListed).toBe("all");
    expect(paths).toEqual([
      { from: "internet", to: "1", hops: 2, through: ["0"] },
      { from: "internet", to: "2", hops: 3, through: ["0", "1"] },
      { from: "0", to: "2", hops: 2, through: ["1"] },
    ]);
  });

  it("says that it holds those from outside alone where all are too many", () => {
    const length = Math.ceil(Math.sqrt(2 * MOST_PATHS)) + 10;
    const { paths, pathsListed } = listPaths(graphOf(chainOf(length)));
    expect(pathsListed).toBe("from-outside");
    expect(paths).toHaveLength(length - 1);
  });
});
