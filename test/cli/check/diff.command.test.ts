import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DocumentBuilder } from "../../core/reachability/documents.js";
import { type CordonCommand, cordonCommand, withoutProgress } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("diff");
});
afterAll(() => cordon.remove());

const narrow = () => new DocumentBuilder().group("app", "db").flow("app", "db", 5432);
const files = () =>
  [
    cordon.write("old.tf.json", narrow().build()),
    cordon.write("new.tf.json", narrow().ingress("ssh", "db", "0.0.0.0/0", 22).build()),
  ] as const;

describe("cordon diff", () => {
  it("shows what opens, what it does to findings, and how it is applied", async () => {
    const [before, after] = files();
    const { stdout, exitCode, stderr } = await cordon.run("diff", before, after);
    expect(exitCode).toBe(0);
    expect(withoutProgress(stderr)).toBe("");
    expect(stdout).toContain("+ internet → aws_security_group.db on tcp/22");
    expect(stdout).toContain("! critical CORDON-NET-001");
    expect(stdout).toContain("access got broader");
    expect(stdout).toContain("create");
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  });

  it("prints JSON and Markdown", async () => {
    const [before, after] = files();
    const json = JSON.parse((await cordon.run("diff", before, after, "--format", "json")).stdout);
    expect(json).toMatchObject({
      version: 1,
      broader: true,
      edges: { gained: [{ from: "internet", to: "aws_security_group.db", fromPort: 22 }], lost: [] },
      plan: [{ action: "create", outage: false }],
    });
    const { stdout } = await cordon.run("diff", before, after, "--format", "markdown");
    expect(stdout).toContain("**Access gets broader.**");
    expect(stdout).toContain("| ➕ gained | internet → aws_security_group.db on tcp/22");
  });

  it("fails where it is told to", async () => {
    const [before, after] = files();
    const code = async (...args: string[]) => (await cordon.run("diff", ...args)).exitCode;
    expect(await code(before, after, "--fail-on", "broadening")).toBe(1);
    expect(await code(after, before, "--fail-on", "broadening")).toBe(0);
    expect(await code(before, after, "--fail-on", "critical")).toBe(1);
    expect(await code(before, before, "--fail-on", "broadening", "low")).toBe(0);
  });

  it("exits 3 where an input leaves something open, 2 where one cannot be read", async () => {
    const [before] = files();
    const open = cordon.write("open.tf.json", narrow().ingress("open", "db", `\${var.open}`, 5432).build());
    expect((await cordon.run("diff", before, open)).exitCode).toBe(3);
    expect((await cordon.run("diff", before, open, "--allow-unknown")).exitCode).toBe(0);
    const bad = await cordon.run("diff", before, "missing.tf.json");
    expect(bad).toMatchObject({ exitCode: 2, stdout: "" });
    expect(bad.stderr).toContain("missing.tf.json");
  });

  it("names what is not known on either side, in the table and in Markdown", async () => {
    const closed = cordon.write("closed.tf.json", narrow().build());
    const unknown = cordon.write(
      "unknown.tf.json",
      narrow().ingress("r", "db", "${var.block}", 5432).build(),
    );
    for (const format of ["table", "markdown"]) {
      const before = await cordon.run("diff", unknown, closed, "--format", format);
      expect(before.exitCode).toBe(3);
      expect(before.stdout.replaceAll(/\s+/gu, " ")).toContain(
        "unknown before the change: aws_vpc_security_group_ingress_rule.r",
      );
      const after = await cordon.run("diff", closed, unknown, "--format", format);
      expect(after.stdout).toContain("unknown: aws_vpc_security_group_ingress_rule.r");
      const both = await cordon.run("diff", unknown, unknown, "--format", format);
      expect(both.stdout.split("aws_vpc_security_group_ingress_rule.r: its other")).toHaveLength(2);
    }
  });

  it("takes one plan alone, and refuses one input alone that is none", async () => {
    const [before] = files();
    const rule = {
      address: "aws_security_group.db",
      mode: "managed",
      type: "aws_security_group",
      name: "db",
      values: { id: "sg-0a", name: "db", vpc_id: "vpc-0a" },
    };
    const plan = cordon.write("plan.json", {
      format_version: "1.2",
      terraform_version: "1.11.4",
      planned_values: { root_module: { resources: [rule] } },
      resource_changes: [{ ...rule, change: { actions: ["create"] } }],
    });
    const json = JSON.parse((await cordon.run("diff", plan, "--format", "json")).stdout);
    expect(json).toMatchObject({ plan: [{ action: "create", resource: "aws_security_group.db", cuts: [] }] });
    const refused = await cordon.run("diff", before);
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(refused.stderr).toContain("one input alone must be a plan");
  });

  it("prints a recipe that hands a rule over", async () => {
    const renamed = cordon.write(
      "renamed.tf.json",
      new DocumentBuilder()
        .group("app", "db")
        .egress("app-db-5432", "app", "db", 5432)
        .ingress("other", "db", "app", 5432)
        .build(),
    );
    const { stdout, exitCode } = await cordon.run("diff", files()[0], renamed, "--recipe");
    expect(exitCode).toBe(0);
    expect(stdout).toContain("from = aws_vpc_security_group_ingress_rule.app-db-5432");
    expect(stdout).toContain("to   = aws_vpc_security_group_ingress_rule.other");
  });
});
