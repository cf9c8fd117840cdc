import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfigurationFolder } from "../../../adapters/hcl/read-folder.js";
import { accept, valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { Reachability } from "../../../core/reachability/reachability.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import { SHAPES, SHAPES_FOLDER, storedShape } from "./module-shapes.js";
import { certainOf, missingFrom } from "./shape-laws.js";

const reader = {
  json: (path: string) => accept(JSON.parse(readFileSync(path, "utf8")) as unknown),
  text: (path: string) => accept(readFileSync(path, "utf8")),
};

async function sourceOf(name: string): Promise<readonly InputFile[]> {
  return valueOrThrow(await readConfigurationFolder(join(SHAPES_FOLDER, "projects", name), reader));
}

function decided(json: unknown, source?: readonly InputFile[]): Reachability {
  const options = source === undefined ? {} : { source };
  return computeReachability(valueOrThrow(readDocument([{ path: "document.json", json }], options)));
}

describe.each(SHAPES)("a first plan in the shape of %s, with its configuration", (name) => {
  const documents = storedShape(name);
  const state = decided(documents.state);
  let plan: Reachability;

  beforeAll(async () => {
    plan = decided(documents.plan, await sourceOf(name));
  });

  it("is certain of at least 95 of 100 edges", () => {
    expect(certainOf(plan.edges).length / plan.edges.length).toBeGreaterThanOrEqual(0.95);
  });

  it("has the edges of the state", () => {
    expect(missingFrom(plan.edges, state.edges)).toEqual([]);
    expect(missingFrom(state.edges, certainOf(plan.edges))).toEqual([]);
  });
});
