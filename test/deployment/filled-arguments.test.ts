import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isJsonObject, member } from "../../core/json/values.js";
import { expectedTypes } from "../../core/reachability/reading/expected-types.js";
import { FILLED_ARGUMENTS } from "../../core/reachability/reading/filled-arguments.js";
import { WORKLOAD_TABLE } from "../../core/reachability/reading/workload-table.js";
import { run } from "../harness/command.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder, terraformEnvironment } from "./terraform.js";

const NOWHERE = "http://127.0.0.1:9";

/** Arguments below, with their paths. */
function argumentsOf(block: unknown, path: readonly string[] = []): { path: string; isFilled: boolean }[] {
  const attributes = member(block, "attributes");
  const blocks = member(block, "block_types");
  return [
    ...Object.entries(isJsonObject(attributes) ? attributes : {}).map(([name, one]) => ({
      path: [...path, name].join("."),
      isFilled: member(one, "optional") === true && member(one, "computed") === true,
    })),
    ...Object.entries(isJsonObject(blocks) ? blocks : {}).flatMap(([name, inner]) =>
      argumentsOf(member(inner, "block"), [...path, name]),
    ),
  ];
}

describeDeployment("what the provider fills in", () => {
  const work = makeWorkFolder("filled-arguments");
  afterAll(() => work.remove());

  const folderOf = async (name: string, text: string): Promise<string> => {
    const path = join(work.path, name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "main.tf"), text);
    const terraform = new TerraformFolder(path, NOWHERE);
    terraform.override();
    await terraform.init();
    return path;
  };
  const shown = async (path: string, ...args: string[]): Promise<unknown> =>
    JSON.parse((await run("terraform", args, { cwd: path, env: terraformEnvironment(NOWHERE) })).stdout);

  test("is what its schema calls optional and computed", async () => {
    const path = await folderOf("schema", PROVIDER);
    const providers = member(await shown(path, "providers", "schema", "-json"), "provider_schemas");
    const schemas = member(Object.values(isJsonObject(providers) ? providers : {})[0], "resource_schemas");
    const read = new Set([...WORKLOAD_TABLE.map(({ type }) => type), ...Object.keys(FILLED_ARGUMENTS)]);
    for (const type of [...read, ...OF_THE_NETWORK]) {
      const written = argumentsOf(member(member(schemas, type), "block")).filter(
        ({ path }) => expectedTypes(path.split(".").at(-1) ?? "") !== undefined,
      );
      const filled = written.flatMap(({ path, isFilled }) => (isFilled ? [path] : []));
      const listed = FILLED_ARGUMENTS[type] ?? [];
      expect({
        type,
        filled: listed.filter((one) => written.some(({ path }) => path === one)).sort(),
      }).toEqual({
        type,
        filled: filled.sort(),
      });
    }
  });

  test("is not known in a plan whether it is given or null; of other arguments a plan shows null", async () => {
    const path = await folderOf("choices", `${PROVIDER}${CHOICES}`);
    const env = terraformEnvironment(NOWHERE);
    await run("terraform", ["plan", "-no-color", "-refresh=false", "-out=choices.tfplan"], {
      cwd: path,
      env,
    });
    const plan = await shown(path, "show", "-json", "choices.tfplan");
    const changes = member(plan, "resource_changes");
    const isUnknown = (address: string, ...steps: string[]): boolean => {
      const change = (Array.isArray(changes) ? changes : []).find(
        (one) => member(one, "address") === address,
      );
      const start: unknown = member(member(change, "change"), "after_unknown");
      const found = steps.reduce((at, step) => member(Array.isArray(at) ? at[0] : at, step), start);
      return found === true;
    };
    const answers = [
      ["aws_instance", "vpc_security_group_ids"],
      ["aws_lb", "security_groups"],
      ["aws_ecs_service", "network_configuration", "security_groups"],
      ["aws_launch_template", "vpc_security_group_ids"],
      ["aws_vpc_security_group_ingress_rule", "referenced_security_group_id"],
      ["aws_security_group_rule", "source_security_group_id"],
      ["aws_route", "gateway_id"],
    ].map(([type = "", ...steps]) => [
      type,
      isUnknown(`${type}.given`, ...steps),
      isUnknown(`${type}.null`, ...steps),
    ]);
    expect(answers).toEqual([
      ["aws_instance", true, true],
      ["aws_lb", true, true],
      ["aws_ecs_service", true, false],
      ["aws_launch_template", true, false],
      ["aws_vpc_security_group_ingress_rule", true, false],
      ["aws_security_group_rule", true, true],
      ["aws_route", true, false],
    ]);
  });

  test("may not be null in a rule of the older kind that names no other end", async () => {
    const path = join(work.path, "refused");
    cpSync(join(work.path, "choices"), path, { recursive: true });
    writeFileSync(
      join(path, "refused.tf"),
      `resource "aws_security_group_rule" "refused" {\n${OLDER}  source_security_group_id = null\n}\n`,
    );
    const { stderr } = await run("terraform", ["plan", "-no-color", "-refresh=false"], {
      cwd: path,
      env: terraformEnvironment(NOWHERE),
      allowedExitCodes: [1],
    });
    expect(stderr).toContain('"source_security_group_id": one of');
  });
});

/** Types beside the workloads that name groups, subnets or VPCs. */
const OF_THE_NETWORK = [
  "aws_subnet",
  "aws_route",
  "aws_route_table",
  "aws_route_table_association",
  "aws_nat_gateway",
  "aws_vpc_security_group_ingress_rule",
  "aws_vpc_security_group_egress_rule",
  "aws_network_interface_sg_attachment",
  "aws_vpc_endpoint_security_group_association",
  "aws_vpc_peering_connection",
];

const PROVIDER = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "eu-central-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
`;

const OLDER = `  type              = "ingress"
  protocol          = "tcp"
  from_port         = 1
  to_port           = 1
  security_group_id = aws_security_group.a.id
`;

/** Each resource twice: with a condition that gives the argument, and with one that leads to null. */
const CHOICES = `
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.a.id
  cidr_block = "10.0.0.0/24"
}
resource "aws_security_group" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_internet_gateway" "a" {
  vpc_id = aws_vpc.a.id
}
resource "aws_nat_gateway" "a" {
  subnet_id     = aws_subnet.a.id
  allocation_id = "eipalloc-0123456789abcdef0"
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.a.id
}
${[true, false]
  .map((isGiven) => {
    const name = isGiven ? "given" : "null";
    const groups = `${isGiven} ? [aws_security_group.a.id] : null`;
    const group = `${isGiven} ? aws_security_group.a.id : null`;
    return `
resource "aws_instance" "${name}" {
  ami                    = "ami-12345678"
  instance_type          = "t3.micro"
  vpc_security_group_ids = ${groups}
}
resource "aws_lb" "${name}" {
  internal        = true
  subnets         = [aws_subnet.a.id]
  security_groups = ${groups}
}
resource "aws_ecs_service" "${name}" {
  name = "x"
  network_configuration {
    subnets         = [aws_subnet.a.id]
    security_groups = ${groups}
  }
}
resource "aws_launch_template" "${name}" {
  vpc_security_group_ids = ${groups}
}
resource "aws_vpc_security_group_ingress_rule" "${name}" {
  security_group_id            = aws_security_group.a.id
  ip_protocol                  = "-1"
  referenced_security_group_id = ${group}
  cidr_ipv4                    = ${isGiven ? "null" : '"10.0.0.0/8"'}
}
resource "aws_security_group_rule" "${name}" {
${OLDER}  source_security_group_id = ${group}
  ${isGiven ? "" : 'prefix_list_ids = ["pl-0123456789abcdef0"]'}
}
resource "aws_route" "${name}" {
  route_table_id         = aws_route_table.a.id
  destination_cidr_block = "10.${isGiven ? 5 : 6}.0.0/16"
  gateway_id             = ${isGiven} ? aws_internet_gateway.a.id : null
  nat_gateway_id         = ${isGiven} ? null : aws_nat_gateway.a.id
}`;
  })
  .join("\n")}
`;
