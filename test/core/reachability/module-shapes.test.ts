import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import type { Reachability } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { SHAPES, storedShape } from "./module-shapes.js";
import { certainOf, missingFrom } from "./shape-laws.js";

function decided(path: string, json: unknown): Reachability {
  return computeReachability(valueOrThrow(readDocument([{ path, json }])));
}

/** Expressions of which a plan says nothing, as ends of edges. */
function phantoms({ endpoints }: Reachability): string[] {
  return endpoints.filter(({ kind }) => kind === "unknown").map(({ id }) => id);
}

describe.each(SHAPES)("a first plan in the shape of %s", (name) => {
  const documents = storedShape(name);
  const plan = decided("plan.json", documents.plan);
  const state = decided("state.json", documents.state);

  it("has edges, all of the state's among them", () => {
    expect(state.edges.length).toBeGreaterThan(1);
    expect(missingFrom(plan.edges, state.edges)).toEqual([]);
  });

  it("calls certain only what the state holds", () => {
    expect(missingFrom(state.edges, certainOf(plan.edges))).toEqual([]);
  });

  it("lets nothing of a group that is not known come from the whole internet", () => {
    const open = new Set(state.edges.filter(({ from }) => from === "internet").map(({ to }) => to));
    const believed = plan.edges.filter(({ from, to }) => from === "internet" && !open.has(to));
    expect(believed.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it("has no end that the network does not have", () => {
    expect(phantoms(plan)).toEqual([]);
    expect(phantoms(state)).toEqual([]);
  });

  it("leaves nothing open in the state", () => {
    expect(state.unknown).toEqual([]);
  });
});

it("the laws see an edge that is missing, and one that is too broad", () => {
  const edge = {
    from: "a",
    to: "b",
    protocol: "tcp",
    fromPort: 1,
    toPort: 9,
    family: "ipv4",
    certainty: "always",
    because: [],
  } as const;
  expect(missingFrom([{ ...edge, toPort: 8 }], [edge])).toEqual(["a -> b tcp/9 ipv4"]);
  expect(missingFrom([{ ...edge, from: "c" }], [edge])).toEqual(["a -> b tcp/1-9 ipv4"]);
  expect(missingFrom([{ ...edge, from: "internet" }], [{ ...edge, from: "203.0.113.0/24" }])).toEqual([]);
});
