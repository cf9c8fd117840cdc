import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfigurationFolder } from "../../../adapters/hcl/read-folder.js";
import { changePlan } from "../../../core/check/change-plan.js";
import { edgesBeyond } from "../../../core/check/difference.js";
import { accept, valueOrThrow } from "../../../core/errors.js";
import { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import { SHAPES, SHAPES_FOLDER, storedShape } from "../reachability/module-shapes.js";

const reader = {
  json: (path: string) => accept(JSON.parse(readFileSync(path, "utf8")) as unknown),
  text: (path: string) => accept(readFileSync(path, "utf8")),
};

function networkOf(files: readonly InputFile[], source?: readonly InputFile[]): CheckedNetwork {
  const model = valueOrThrow(readDocument(files, source === undefined ? {} : { source }));
  return new CheckedNetwork(model, computeReachability(model));
}

describe.each(SHAPES)("between the configuration of %s and its first plan", (name) => {
  let folder: CheckedNetwork;
  let plan: CheckedNetwork;

  beforeAll(async () => {
    const files = valueOrThrow(await readConfigurationFolder(join(SHAPES_FOLDER, "projects", name), reader));
    folder = networkOf(files);
    plan = networkOf([{ path: "plan.json", json: storedShape(name).plan }], files);
  });

  it("nothing changes, either way", () => {
    expect(changePlan(folder, plan)).toEqual([]);
    expect(changePlan(plan, folder)).toEqual([]);
    expect([...edgesBeyond(folder, plan), ...edgesBeyond(plan, folder)]).toEqual([]);
  });

  it("a network with a rule less is another one", () => {
    const [first] = folder.model.rules;
    expect(first).toBeDefined();
    const model = { ...folder.model, rules: folder.model.rules.slice(1) };
    const less = new CheckedNetwork(model, computeReachability(model));
    expect(changePlan(plan, less)).not.toEqual([]);
  });
});
