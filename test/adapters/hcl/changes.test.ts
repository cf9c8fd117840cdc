import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { changeOf } from "../../../cli/check/load-change.js";
import { startSession } from "../../../cli/check/session.js";
import { readInput } from "../../../cli/input/read-input.js";
import { changePlan } from "../../../core/check/change-plan.js";
import { compare } from "../../../core/check/difference.js";
import { valueOrThrow } from "../../../core/errors.js";
import { inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import type { CheckedNetwork } from "../../../core/reachability/checked-network.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import { SHAPES, SHAPES_FOLDER, shapePath } from "../../core/reachability/module-shapes.js";
import { problemsIn, workTree } from "./work-tree.js";

const session = await startSession({}, { write: async () => undefined });

type Files = Readonly<Record<string, string>>;

async function filesOf(folder: string): Promise<readonly InputFile[]> {
  return valueOrThrow(await readInput(folder)).files;
}

/** What leads from one input to another: edges gained and lost, and the steps of the plan. */
function difference(before: readonly InputFile[], after: readonly InputFile[]) {
  const change = changeOf(before, after, session);
  const side = ({ network }: { readonly network: CheckedNetwork }) => ({
    network,
    findings: inspect(network, GUARDRAILS).findings,
  });
  const { edges } = compare(side(change.before), side(change.after));
  const ends = (list: typeof edges.gained) => list.map(({ from, to }) => `${from} -> ${to}`);
  const steps = changePlan(change.before.network, change.after.network, change.transition);
  return {
    gained: ends(edges.gained),
    lost: ends(edges.lost),
    steps: steps.map(({ action, resource }) => `${action} ${resource}`),
  };
}

async function changed(before: Files, after: Files) {
  return difference(await filesOf(workTree(before)), await filesOf(workTree(after)));
}

const group = (name: string, cidr: string) => `
  variable "vpc_id" {}
  resource "aws_security_group" "${name}" {
    name   = "tier"
    vpc_id = var.vpc_id
  }
  resource "aws_vpc_security_group_ingress_rule" "in" {
    security_group_id = aws_security_group.${name}.id
    cidr_ipv4         = "${cidr}"
    ip_protocol       = "tcp"
    from_port         = 443
    to_port           = 443
  }`;

const ROOT = `
  resource "aws_vpc" "m" { cidr_block = "10.0.0.0/16" }
  module "tier" {
    for_each = toset(["app", "web"])
    source   = "./tier"
    vpc_id   = aws_vpc.m.id
  }`;

const BEFORE = { "main.tf": ROOT, "tier/main.tf": group("old", "192.168.0.0/24") };
const IN_APP = '192.168.0.0/24 -> module.tier["app"].aws_security_group.old';
const IN_WEB = '192.168.0.0/24 -> module.tier["web"].aws_security_group.old';

describe("a change between folders of HCL", () => {
  it("is what opens and closes, instance by instance", async () => {
    const after = { ...BEFORE, "tier/main.tf": group("old", "192.168.1.0/24") };
    expect(await changed(BEFORE, after)).toMatchObject({
      gained: [IN_APP, IN_WEB].map((edge) => edge.replace("168.0.", "168.1.")),
      lost: [IN_APP, IN_WEB],
    });
    expect(await changed(BEFORE, BEFORE)).toEqual({ gained: [], lost: [], steps: [] });
  });

  it("follows moved blocks of a module in each of its instances", async () => {
    const moved = "\nmoved {\n  from = aws_security_group.old\n  to   = aws_security_group.new\n}\n";
    const renamed = group("new", "192.168.0.0/24");
    expect(await changed(BEFORE, { ...BEFORE, "tier/main.tf": renamed + moved })).toEqual({
      gained: [],
      lost: [],
      steps: [],
    });
    const { lost } = await changed(BEFORE, { ...BEFORE, "tier/main.tf": renamed });
    expect(lost).toEqual([IN_APP, IN_WEB]);
  });

  it("follows moves of whole modules", async () => {
    const named = ROOT.replace('module "tier"', 'module "part"');
    const moved = "\nmoved {\n  from = module.tier\n  to   = module.part\n}\n";
    const after = { "main.tf": named + moved, "tier/main.tf": BEFORE["tier/main.tf"] };
    expect(await changed(BEFORE, after)).toEqual({ gained: [], lost: [], steps: [] });
  });

  it("keeps in force what a module forgets, in each of its instances", async () => {
    const forgetting = group("old", "192.168.0.0/24").replace(
      / {2}resource "aws_vpc_security_group_ingress_rule"[\s\S]*$/u,
      "",
    );
    const removed = (destroy: boolean) =>
      `removed {\n  from = aws_vpc_security_group_ingress_rule.in\n  lifecycle {\n    destroy = ${destroy}\n  }\n}\n`;
    const kept = await changed(BEFORE, { ...BEFORE, "tier/main.tf": forgetting + removed(false) });
    expect(kept).toMatchObject({ gained: [], lost: [] });
    const gone = await changed(BEFORE, { ...BEFORE, "tier/main.tf": forgetting + removed(true) });
    expect(gone.lost).toEqual([IN_APP, IN_WEB]);
  });

  it("knows an import into a module, and refuses one in it, as Terraform does", async () => {
    const imported = (to: string) => `\nimport {\n  to = ${to}\n  id = "sgr-1"\n}\n`;
    const address = 'module.tier["app"].aws_vpc_security_group_ingress_rule.in';
    const none = {
      ...BEFORE,
      "tier/main.tf": group("old", "192.168.0.0/24").replace(/ {2}resource "aws_vpc_s[\s\S]*$/u, ""),
    };
    const taken = await changed(none, { ...BEFORE, "main.tf": ROOT + imported(address) });
    expect(taken.steps).toContain(`import ${address}`);
    const refused = workTree({
      ...BEFORE,
      "tier/main.tf": group("old", "192.168.0.0/24") + imported("aws_vpc_security_group_ingress_rule.in"),
    });
    expect((await problemsIn(refused)).map((text) => text.replace(/: .*/u, ""))).toEqual([
      "CORDON_DOCUMENT_MALFORMED tier/main.tf:14",
    ]);
  });
});

describe.each(SHAPES)("the configuration of %s against its state", (name) => {
  it("opens and closes nothing", async () => {
    const folder = await filesOf(join(SHAPES_FOLDER, "projects", name));
    const path = shapePath(name, "state");
    const { gained, lost } = difference(folder, [{ path, json: JSON.parse(readFileSync(path, "utf8")) }]);
    expect({ gained, lost }).toEqual({ gained: [], lost: [] });
  });
});
