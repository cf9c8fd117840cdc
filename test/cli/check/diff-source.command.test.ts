import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SHAPES_FOLDER, shapePath } from "../../core/reachability/module-shapes.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("diff-source");
});
afterAll(() => cordon.remove());

const PLAN = shapePath("keyed-security-group", "plan");
const STATE = shapePath("keyed-security-group", "state");
const SOURCE = join(SHAPES_FOLDER, "projects", "keyed-security-group");
const OTHER = join(SHAPES_FOLDER, "projects", "vpc");

interface Edge {
  readonly certainty: string;
}

async function difference(...args: string[]) {
  const { stdout, exitCode } = await cordon.run("diff", ...args, "--format", "json");
  const { edges, unknown, findings } = JSON.parse(stdout);
  const certain = (list: readonly Edge[]) => list.filter(({ certainty }) => certainty === "always").length;
  return { exitCode, edges, unknown, findings, gained: certain(edges.gained), lost: certain(edges.lost) };
}

describe("cordon diff of a plan with its configuration", () => {
  it("is certain of what the plan alone leaves open", async () => {
    const [alone, sourced] = [await difference(PLAN), await difference(PLAN, "--source", SOURCE)];
    expect(alone.exitCode).toBe(3);
    expect(alone.unknown.after).not.toEqual([]);
    expect(sourced.exitCode).toBe(0);
    expect(sourced.unknown).toEqual({ before: [], after: [] });
    expect(sourced.edges.gained.length).toBeLessThan(alone.edges.gained.length);
    expect(sourced.gained).toBeGreaterThan(alone.gained);
  });

  it("gives each of two plans its own", async () => {
    const one = await difference(PLAN, PLAN, "--source", SOURCE);
    expect(one.unknown.before).not.toEqual([]);
    expect(one.unknown.after).toEqual([]);
    const both = await difference(PLAN, PLAN, "--source", SOURCE, "--old-source", SOURCE);
    expect(both).toMatchObject({ exitCode: 0, edges: { gained: [], lost: [] } });
  });

  it("compares a plan with a state, whichever comes first", async () => {
    const after = await difference(STATE, PLAN, "--source", SOURCE);
    expect(after.unknown).toEqual({ before: [], after: [] });
    const before = await difference(PLAN, STATE, "--old-source", SOURCE);
    expect(before.unknown).toEqual({ before: [], after: [] });
  });

  it.each([
    ["of another configuration", [PLAN, "--source", OTHER], "CORDON_SOURCE_DIFFERS"],
    ["of another configuration before", [PLAN, PLAN, "--old-source", OTHER], "CORDON_SOURCE_DIFFERS"],
    ["beside a state", [PLAN, STATE, "--source", SOURCE], "CORDON_SOURCE_WITHOUT_PLAN"],
    ["of a prior state", [PLAN, "--old-source", SOURCE], "CORDON_SOURCE_WITHOUT_PLAN"],
    ["that is not there", [PLAN, "--source", "missing"], "missing"],
  ])("refuses a folder %s", async (_, args, expected) => {
    const { stdout, stderr, exitCode } = await cordon.run("diff", ...args);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 2 });
    expect(stderr).toContain(expected);
  });
});

describe("what the configuration of a plan acknowledges", () => {
  const GROUP = "aws_security_group.db";
  const ssh = { from_port: 22, to_port: 22, protocol: "tcp", cidr_blocks: ["0.0.0.0/0"] };
  const group = {
    address: GROUP,
    mode: "managed",
    type: "aws_security_group",
    name: "db",
    values: { id: "sg-0a", name: "db", vpc_id: "vpc-0a", ingress: [ssh] },
  };
  const values = { root_module: { resources: [group] } };
  const plan = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: values,
    prior_state: { format_version: "1.0", terraform_version: "1.11.4", values },
    resource_changes: [{ ...group, change: { actions: ["no-op"] } }],
    configuration: { root_module: { resources: [{ ...group, expressions: {} }] } },
  };
  const block = (comment: string) =>
    `${comment}\nresource "aws_security_group" "db" {\n  name   = "db"\n  vpc_id = "vpc-0a"\n  ingress {\n` +
    '    from_port   = 22\n    to_port     = 22\n    protocol    = "tcp"\n    cidr_blocks = ["0.0.0.0/0"]\n  }\n}\n';

  it("is neither gained nor lost where the change leaves it as it was", async () => {
    const path = cordon.write("plan.json", plan);
    cordon.write("plain/main.tf", block("# a comment"));
    cordon.write("stated/main.tf", block("# cordon:acknowledge NET-001 until 2999-12-31: a jump host"));
    const nothing = { gained: [], lost: [] };
    expect((await difference(path, "--source", "plain")).findings).toEqual(nothing);
    expect((await difference(path, "--source", "stated")).findings).toEqual(nothing);
  });
});
