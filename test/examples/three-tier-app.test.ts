import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App, Testing } from "cdktf";
import { expect, it } from "vitest";
import { embeddedStatements } from "../../core/check/embedded-statements.js";
import { checkNetwork } from "../../core/check/report.js";
import { statementValidator } from "../../core/check/statement-validator.js";
import { valueOrThrow } from "../../core/errors.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import { readDocument } from "../../core/reachability/read-document.js";
import { ThreeTierApp } from "../../examples/three-tier-app/three-tier-app.js";
import { conversations } from "../../scripts/rule-table.js";

function makeStack(): ThreeTierApp {
  return new ThreeTierApp(new App(), "three-tier-app", {
    region: "eu-central-1",
    zones: ["eu-central-1a", "eu-central-1b"],
    image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop:1",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000",
  });
}

function synthesize(): string {
  return Testing.synth(makeStack());
}

interface Synthesized {
  readonly resource: Record<string, Record<string, Record<string, unknown>>>;
}

it("allows the conversations of its flows and no other", () => {
  const rows = conversations(JSON.parse(synthesize())).map(
    ({ from, to, port, rules }) => `${from} to ${to} on ${port} by ${rules.join(" and ")}`,
  );
  expect(rows).toEqual([
    "203.0.113.0/24 to frontend on tcp/443 by ingress",
    "app to db on tcp/5432 by egress and ingress",
    "app to endpoint-ecr.api on tcp/443 by egress and ingress",
    "app to endpoint-ecr.dkr on tcp/443 by egress and ingress",
    "app to endpoint-logs on tcp/443 by egress and ingress",
    "app to endpoint-secretsmanager on tcp/443 by egress and ingress",
    "app to s3 (AWS service) on tcp/443 by egress",
    "frontend to app on tcp/443 by egress and ingress",
  ]);
});

it("puts the load balancer, the service and the database each into its own segment", () => {
  const { resource } = JSON.parse(synthesize()) as Synthesized;
  const only = (type: string) => Object.values(resource[type] ?? {})[0] ?? {};
  const group = (name: string) => [
    expect.stringMatching(`^\\$\\{aws_security_group\\.shop_${name}_[0-9A-F]{8}\\.id\\}$`),
  ];
  expect(only("aws_lb")["security_groups"]).toEqual(group("frontend"));
  expect(only("aws_ecs_service")["network_configuration"]).toMatchObject({ security_groups: group("app") });
  expect(only("aws_db_instance")["vpc_security_group_ids"]).toEqual(group("db"));
});

it("breaks no guardrail, and proves what it expects of its network", () => {
  // With its metadata, in which the expectations stand.
  const path = join(Testing.fullSynth(makeStack()), "stacks/three-tier-app/cdk.tf.json");
  const files = [{ path, json: JSON.parse(readFileSync(path, "utf8")), stack: "three-tier-app" }];
  const model = valueOrThrow(readDocument(files));
  const statements = valueOrThrow(embeddedStatements(statementValidator(), files, GUARDRAILS));
  const { report } = valueOrThrow(
    checkNetwork(
      new CheckedNetwork(model, computeReachability(model)),
      statements,
      Date.parse("2026-06-01T00:00:00Z"),
    ),
  );
  expect(report.findings).toEqual([]);
  expect(report.unknown).toEqual([]);
  expect(report.expectations.map(({ name, holds }) => `${name}: ${holds}`)).toEqual([
    "the internet never reaches the database: true",
    "the frontend never queries: true",
    "the app queries the database: true",
  ]);
});

it("is synthesized as it was reviewed", () => {
  expect(JSON.parse(synthesize())).toMatchSnapshot();
});
