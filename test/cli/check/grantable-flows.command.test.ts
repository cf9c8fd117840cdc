import { afterAll, beforeAll, expect, it } from "vitest";
import { DocumentBuilder } from "../../core/reachability/documents.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("check-grants");
});
afterAll(() => cordon.remove());

/** Two groups without findings, and a grant that may let one talk to the other. */
function granted(more: object = {}): DocumentBuilder {
  return new DocumentBuilder()
    .group("app", "db")
    .flow("app", "db", 5432)
    .with("aws_default_security_group", "closed", { vpc_id: `\${aws_vpc.main.id}` })
    .with("aws_flow_log", "all", { vpc_id: `\${aws_vpc.main.id}`, traffic_type: "ALL" })
    .grantable("db-to-app", "db", "app", 22, more);
}

const sealed = {
  expectations: [{ name: "db starts nothing", from: "db", to: "app", reach: false, transitive: true }],
};

it("says what a grant may open, by which entitlement and for how long, and is clean with it", async () => {
  const path = cordon.write("granted.tf.json", granted().build());
  const table = await cordon.run("check", path);
  expect(table.exitCode).toBe(0);
  expect(table.stdout).toContain(
    "What a grant may open\n─────────────────────\n- db → app on tcp/22: by a grant of db-to-app, at most 60 minutes",
  );
  const markdown = await cordon.run("check", path, "--format", "markdown");
  expect(markdown.stdout).toContain("| db → app on tcp/22 | db-to-app, at most 60 minutes |");
  const { edges } = JSON.parse((await cordon.run("check", path, "--format", "json")).stdout) as {
    edges: { certainty: string; grants?: unknown }[];
  };
  expect(edges.filter(({ certainty }) => certainty === "possible")).toMatchObject([
    { fromPort: 22, grants: [{ entitlement: "db-to-app", maxMinutes: 60 }] },
  ]);
});

it("exits 3 where a grant contradicts an expectation, and names the grant", async () => {
  const { exitCode, stdout } = await cordon.run(
    "check",
    cordon.write("sealed.tf.json", granted().build()),
    "--expect",
    cordon.write("sealed.json", sealed),
  );
  expect(exitCode).toBe(3);
  expect(stdout.replace(/\s+/g, " ")).toContain(
    "UNKNOWN db starts nothing db may reach app: a grant of db-to-app (at most 60 minutes) opens",
  );
});

it("exits 2 where the document says of a grant what no construct writes", async () => {
  const path = cordon.write("wrong.tf.json", granted({ maxMinutes: -1 }).build());
  const { exitCode, stdout, stderr } = await cordon.run("check", path);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  expect(stderr).toContain("CORDON_GRANTABLE_FLOW_INVALID");
  expect(stderr).toContain("/~1~1/metadata/cordon/grantableFlows/0/maxMinutes");
});
