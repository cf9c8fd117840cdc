import { afterAll, beforeAll, expect, it } from "vitest";
import { DocumentBuilder } from "../../core/reachability/documents.js";
import { type CordonCommand, cordonCommand } from "../cordon-command.js";

let cordon: CordonCommand;
beforeAll(async () => {
  cordon = await cordonCommand("baseline");
});
afterAll(() => cordon.remove());

it("takes a moved group for the same group in the baseline", async () => {
  const old = new DocumentBuilder()
    .group("app", "db")
    .flow("app", "db", 5432)
    .with("aws_default_security_group", "closed", { vpc_id: `\${aws_vpc.main.id}` })
    .with("aws_flow_log", "all", { vpc_id: `\${aws_vpc.main.id}`, traffic_type: "ALL" })
    .build();
  const was = JSON.stringify(old);
  const now = JSON.parse(was.replaceAll("aws_security_group.app.", "aws_security_group.service."));
  const { app, ...others } = now.resource.aws_security_group;
  now.resource.aws_security_group = { ...others, service: app };
  const file = cordon.write("before-the-move.tf.json", old);
  const renamed = cordon.write("renamed.tf.json", now);
  expect((await cordon.run("check", renamed, "--baseline", file)).exitCode).toBe(1);
  const moved = [{ from: "aws_security_group.app", to: "aws_security_group.service" }];
  const result = await cordon.run(
    "check",
    cordon.write("moved.tf.json", { ...now, moved }),
    "--baseline",
    file,
  );
  expect(result.stdout).toContain("not broader than the baseline");
  expect(result.exitCode).toBe(0);
});
