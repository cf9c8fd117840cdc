import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { readConfigurationFolder } from "../../../adapters/hcl/read-folder.js";
import { accept, valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import type { Reachability } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
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

  it("is certain of at least 95 of 100 edges, of those that addresses leave certain at all", () => {
    const certain = new Set(missingFrom(certainOf(plan.edges), certainOf(state.edges)));
    const all = certainOf(state.edges).length;
    expect((all - certain.size) / all).toBeGreaterThanOrEqual(0.95);
    expect(plan.edges.length - state.edges.length).toBeLessThanOrEqual(all / 20);
  });

  it("has the edges of the state", () => {
    expect(missingFrom(plan.edges, state.edges)).toEqual([]);
    expect(missingFrom(state.edges, certainOf(plan.edges))).toEqual([]);
  });
});

describe("a configuration that is not the plan's", () => {
  const plan = storedShape("alb").plan;

  async function refusal(change: (text: string) => string): Promise<string[]> {
    const changed = {
      ...reader,
      text: (path: string) => accept(change(readFileSync(path, "utf8"))),
    };
    const folder = join(SHAPES_FOLDER, "projects", "alb");
    const source = valueOrThrow(await readConfigurationFolder(folder, changed));
    const read = readDocument([{ path: "plan.json", json: plan }], { source });
    return read.ok ? [] : read.problems.map(({ code, summary }) => `${code}: ${summary}`);
  }

  it.each([
    [
      "another reference",
      "referenced_security_group_id = module.internal",
      "referenced_security_group_id = module.public",
      "aws_vpc_security_group_ingress_rule.backend.referenced_security_group_id",
    ],
    [
      "another block",
      'resource "aws_security_group" "backend"',
      'resource "aws_security_group" "front"',
      "aws_security_group.backend",
    ],
    [
      "another argument of a module",
      "vpc_id  = module.vpc.vpc_id",
      "vpc_id  = aws_security_group.backend.vpc_id",
      "module.public.vpc_id",
    ],
    [
      "another output of a module",
      "try(aws_security_group.this[0].id, null)",
      "try(aws_lb.this[0].id, null)",
      "module.internal.output.security_group_id",
    ],
  ])("is refused for %s", async (_, written, instead, place) => {
    const problems = await refusal((text) => text.replaceAll(written, instead));
    expect(problems).toEqual([
      `CORDON_SOURCE_DIFFERS: the configuration is not the one that was planned: ${place}`,
    ]);
  });

  it("may have other text that no plan holds", async () => {
    expect(await refusal((text) => `# a comment\n${text}`)).toEqual([]);
  });
});
