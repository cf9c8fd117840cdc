import fc from "fast-check";
import { expect, it } from "vitest";
import { parseHcl } from "../../../adapters/hcl/parse-hcl.js";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import type { Edge } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import { certainOf, missingFrom } from "../../core/reachability/shape-laws.js";
import { runs } from "../../harness/property-runs.js";
import { configurationOf, planOf, stateOf } from "./module-projects/documents.js";
import { allInstances, Instances, isApplied, type ModuleInstance } from "./module-projects/instances.js";
import { randomProject } from "./module-projects/project.js";

/** Random projects of modules that Terraform and EC2 take. */
const projects: fc.Arbitrary<ModuleInstance> = fc
  .array(fc.nat(999), { minLength: 40, maxLength: 400 })
  .map((choices) => {
    let at = 0;
    // Beyond the choices the smallest is taken, so that fewer choices make a smaller project.
    const choose = (most: number): number => (choices[at++] ?? 0) % (most + 1);
    return new Instances().of(randomProject(choose));
  })
  .filter((root): root is ModuleInstance => root !== undefined && isApplied(root));

async function sourceOf({ module }: ModuleInstance): Promise<InputFile[]> {
  const files: InputFile[] = [];
  for (const { called, text } of configurationOf(module)) {
    const path = called === "" ? "main.tf" : `${called}/main.tf`;
    const parsed = valueOrThrow(await parseHcl(path, text));
    files.push({ path, ...parsed, ...(called === "" ? {} : { called }) });
  }
  return files;
}

/** The edges, but for those of an expression that a plan leaves open: no state has such an end. */
function edgesOf(files: readonly InputFile[], source?: readonly InputFile[]): readonly Edge[] {
  const options = source === undefined ? {} : { source };
  const { edges, endpoints } = computeReachability(valueOrThrow(readDocument(files, options)));
  const open = new Set(endpoints.flatMap(({ id, kind }) => (kind === "unknown" ? [id] : [])));
  return edges.filter(({ from, to }) => !open.has(from) && !open.has(to));
}

const stateEdges = (root: ModuleInstance) => edgesOf([{ path: "state.json", json: stateOf(root) }]);
const plan = (root: ModuleInstance): InputFile[] => [
  { path: "plan.json", json: planOf(root, allInstances(root)) },
];

it("a plan holds the state's edges as possible, and is certain only of those", () => {
  fc.assert(
    fc.property(projects, (root) => {
      const [planned, state] = [edgesOf(plan(root)), stateEdges(root)];
      expect(missingFrom(planned, state)).toEqual([]);
      expect(missingFrom(state, certainOf(planned))).toEqual([]);
    }),
    runs(500),
  );
});

it("a plan with its configuration, and the configuration alone, say what the state will be", async () => {
  await fc.assert(
    fc.asyncProperty(projects, async (root) => {
      const source = await sourceOf(root);
      const state = stateEdges(root);
      for (const edges of [edgesOf(plan(root), source), edgesOf(source)]) {
        expect(missingFrom(edges, state)).toEqual([]);
        expect(missingFrom(state, edges)).toEqual([]);
        expect(missingFrom(certainOf(edges), certainOf(state))).toEqual([]);
      }
    }),
    runs(150),
  );
});
