import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfigurationFolder } from "../../../adapters/hcl/read-folder.js";
import { accept, valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import type { Reachability } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import { SHAPES, SHAPES_FOLDER, storedShape } from "./module-shapes.js";
import { certainOf, missingFrom } from "./shape-laws.js";

const reader = {
  json: (path: string) => accept(JSON.parse(readFileSync(path, "utf8")) as unknown),
  text: (path: string) => accept(readFileSync(path, "utf8")),
};

function decided(json: unknown): Reachability {
  return computeReachability(valueOrThrow(readDocument([{ path: "document.json", json }])));
}

describe.each(SHAPES)("the configuration of %s as HCL", (name) => {
  const documents = storedShape(name);
  const [plan, state] = [decided(documents.plan), decided(documents.state)];
  let folder: Reachability;

  beforeAll(async () => {
    const files = valueOrThrow(await readConfigurationFolder(join(SHAPES_FOLDER, "projects", name), reader));
    folder = computeReachability(valueOrThrow(readDocument(files)));
  });

  it("holds every edge of the state as possible, and none as certain that the state does not have", () => {
    expect(state.edges.length).toBeGreaterThan(1);
    expect(missingFrom(folder.edges, state.edges)).toEqual([]);
    expect(missingFrom(state.edges, certainOf(folder.edges))).toEqual([]);
  });

  it("does not contradict the plan", () => {
    expect(missingFrom(folder.edges, certainOf(plan.edges))).toEqual([]);
    expect(missingFrom(plan.edges, certainOf(folder.edges))).toEqual([]);
  });

  it("is certain of at least 95 of 100 edges", () => {
    const certain = certainOf(state.edges);
    const open = missingFrom(certainOf(folder.edges), certain);
    expect((certain.length - open.length) / certain.length).toBeGreaterThanOrEqual(0.95);
  });
});
