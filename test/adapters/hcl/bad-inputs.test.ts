import { appendFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { networkIn, problemsIn, workTree } from "./work-tree.js";

const NETWORK = `resource "aws_vpc" "m" { cidr_block = "10.0.0.0/16" }
resource "aws_security_group" "a" { vpc_id = aws_vpc.m.id }
`;

/** A module call on lines 3 to 5, its source on line 4. */
const calls = (source: string) => `${NETWORK}module "x" {\n  source = "${source}"\n}\n`;

/** A group on lines 3 to 6 with an argument on line 4. */
const group = (argument: string, before = "") =>
  `${NETWORK}resource "aws_security_group" "c" {\n  ${argument}\n  vpc_id = aws_vpc.m.id\n}\n${before}`;

/** A rule whose blocks stand on line 8, after a line of locals that begins on line 3. */
const blocks = (value: string, locals = "") =>
  `${NETWORK}${locals}
resource "aws_security_group_rule" "r" {
  security_group_id = aws_security_group.a.id
  type = "ingress"
  protocol = "tcp"
  cidr_blocks = ${value}
  from_port = 443
  to_port = 443
}
`;

const repeated = (count: number, line: (index: number) => string) =>
  `locals {\n${Array.from({ length: count }, (_, index) => line(index)).join("\n")}\n}\n`;

type Files = Readonly<Record<string, string>>;

const REFUSED: readonly (readonly [what: string, files: Files, problem: string])[] = [
  ["a module that calls itself", { "main.tf": calls("./") }, "CORDON_MODULE_CYCLE main.tf:3"],
  [
    "a circle of modules",
    { "main.tf": calls("./x"), "x/main.tf": 'module "y" {\n  source = "../x"\n}' },
    "CORDON_MODULE_CYCLE x/main.tf:1",
  ],
  ["a module that is not there", { "main.tf": calls("./none") }, "CORDON_MODULE_MISSING main.tf:3"],
  ["a module that is a file", { "main.tf": calls("./x"), x: "" }, "CORDON_MODULE_MISSING main.tf:3"],
  [
    "an argument that the module does not declare",
    {
      "main.tf": calls("./x")
        .replace("}\n", "}\n")
        .replace(/\n}\n$/, "\n  cird = 1\n}\n"),
      "x/main.tf": "",
    },
    "CORDON_VARIABLE_UNDECLARED main.tf:5",
  ],
  ["a count that is text", { "main.tf": group('count = "x"') }, "CORDON_INSTANCES_INVALID main.tf:4"],
  ["a negative count", { "main.tf": group("count = -1") }, "CORDON_INSTANCES_INVALID main.tf:4"],
  ["a fraction of instances", { "main.tf": group("count = 1.5") }, "CORDON_INSTANCES_INVALID main.tf:4"],
  ["no count at all", { "main.tf": group("count = null") }, "CORDON_INSTANCES_INVALID main.tf:4"],
  ["an endless count", { "main.tf": group("count = 999999999") }, "CORDON_DOCUMENT_MALFORMED main.tf:3"],
  ["for_each over a list", { "main.tf": group('for_each = ["a"]') }, "CORDON_INSTANCES_INVALID main.tf:4"],
  [
    "for_each over a list by way of a local",
    { "main.tf": group("for_each = local.names", 'locals {\n  names = [for n in ["a"] : n]\n}') },
    "CORDON_INSTANCES_INVALID main.tf:4",
  ],
  [
    "for_each over numbers",
    { "main.tf": group("for_each = toset([1])") },
    "CORDON_INSTANCES_INVALID main.tf:4",
  ],
  ["for_each over text", { "main.tf": group('for_each = "ab"') }, "CORDON_INSTANCES_INVALID main.tf:4"],
  [
    "count beside for_each",
    { "main.tf": group('count = 1\n  for_each = toset(["a"])') },
    "CORDON_INSTANCES_INVALID main.tf:4",
  ],
  [
    "locals in a circle",
    { "main.tf": blocks("local.a", "locals {\n  a = local.b\n  b = local.a\n}") },
    "CORDON_REFERENCE_CYCLE main.tf:4",
  ],
  ["a resource twice", { "a.tf": NETWORK, "b.tf": NETWORK }, "CORDON_DOCUMENT_MALFORMED b.tf:1"],
  [
    "a variable twice",
    { "main.tf": `${NETWORK}variable "v" {}\nvariable "v" {}` },
    "CORDON_DOCUMENT_MALFORMED main.tf:4",
  ],
  [
    "a local twice",
    { "main.tf": `${NETWORK}locals {\n  l = 1\n}\nlocals {\n  l = 2\n}` },
    "CORDON_DOCUMENT_MALFORMED main.tf:7",
  ],
  [
    "a provider twice",
    { "main.tf": `${NETWORK}provider "aws" {}\nprovider "aws" {}` },
    "CORDON_DOCUMENT_MALFORMED main.tf:4",
  ],
  [
    "a block twice in JSON",
    { "main.tf.json": '{"resource":{"aws_vpc":{"m":{},\n"m":{}}}}' },
    "CORDON_JSON_DUPLICATE_KEY main.tf.json:2:1",
  ],
  ["a mistyped block", { "main.tf": `${NETWORK}resurce "a" "b" {}` }, "CORDON_DOCUMENT_MALFORMED main.tf:3"],
  [
    "too many labels",
    { "main.tf": `${NETWORK}variable "a" "b" {}` },
    "CORDON_CONFIGURATION_SYNTAX main.tf:3",
  ],
  [
    "too few labels",
    { "main.tf": `${NETWORK}resource "aws_vpc" {}` },
    "CORDON_CONFIGURATION_SYNTAX main.tf:3",
  ],
  ["an empty file alone", { "main.tf": "" }, "CORDON_DOCUMENT_WITHOUT_AWS main.tf"],
  ["no HCL", { "main.tf": "<html>" }, "CORDON_CONFIGURATION_SYNTAX main.tf:1:1"],
  [
    "an argument twice",
    { "main.tf": 'resource "aws_vpc" "m" {\n  cidr_block = "10.0.0.0/16"\n  cidr_block = "10.0.0.0/8"\n}' },
    "CORDON_CONFIGURATION_SYNTAX main.tf:3:3",
  ],
  [
    "an open text",
    { "main.tf": 'resource "aws_vpc" "m" {\n  cidr_block = "10.0.0.0/16\n}\n' },
    "CORDON_CONFIGURATION_SYNTAX main.tf:2:28",
  ],
  ["a mark in the middle", { "main.tf": `${NETWORK}\uFEFF` }, "CORDON_CONFIGURATION_SYNTAX main.tf:3:1"],
  ["nested blocks", { "main.tf": "a {\n".repeat(5000) }, "CORDON_DOCUMENT_TOO_DEEP main.tf:128"],
  ["nested lists", { "main.tf": blocks("[".repeat(5000)) }, "CORDON_DOCUMENT_TOO_DEEP main.tf:8"],
  ["nested calls", { "main.tf": blocks("f(".repeat(5000)) }, "CORDON_DOCUMENT_TOO_DEEP main.tf:8"],
  ["nested templates", { "main.tf": blocks('"${'.repeat(500)) }, "CORDON_DOCUMENT_TOO_DEEP main.tf:8"],
  [
    "a file of values with an error",
    { "main.tf": NETWORK, "terraform.tfvars": "v = \n" },
    "CORDON_CONFIGURATION_SYNTAX terraform.tfvars:1:5",
  ],
  [
    "a file of values with a block",
    { "main.tf": `${NETWORK}variable "v" {}`, "a.auto.tfvars": "\nv {\n}\n" },
    "CORDON_VARIABLE_MALFORMED a.auto.tfvars:2",
  ],
  [
    "a file of values with a reference",
    { "main.tf": `${NETWORK}variable "v" {}`, "terraform.tfvars": "v = var.w" },
    "CORDON_VARIABLE_MALFORMED terraform.tfvars",
  ],
  [
    "a value of another type",
    { "main.tf": blocks("var.v", 'variable "v" { type = list(string) }'), "terraform.tfvars": "\nv = 5" },
    "CORDON_VARIABLE_MALFORMED terraform.tfvars:2",
  ],
  [
    "a default of another type",
    { "main.tf": blocks("var.v", 'variable "v" {\n  type = list(string)\n  default = "x"\n}') },
    "CORDON_VARIABLE_MALFORMED main.tf:3",
  ],
  [
    "modules of modules without end",
    {
      "main.tf": `${NETWORK}module "a" {\n  source = "./m0"\n}`,
      ...Object.fromEntries(
        Array.from({ length: 9 }, (_, index) => [
          `m${index}/main.tf`,
          index === 8 ? "" : `module "a" {\n  source = "../m${index + 1}"\n  count = 10\n}`,
        ]),
      ),
    },
    "CORDON_DOCUMENT_TOO_DEEP main.tf",
  ],
];

describe("a folder of HCL is refused, at its place, for", () => {
  it.each(REFUSED)("%s", async (_, files, problem) => {
    const problems = await problemsIn(workTree(files));
    expect(problems.map((text) => text.replace(/: .*$/su, ""))).toContain(problem);
    expect(problems.join("")).not.toMatch(/\n|\s{2}/u);
  });

  it("holding no configuration", async () => {
    const folder = workTree({ "readme.md": "" });
    expect(await problemsIn(folder)).toEqual([
      `CORDON_INPUT_MISSING ${folder}: the folder holds nothing that can be checked`,
    ]);
  });

  it("values of options that do not fit", async () => {
    const folder = workTree({
      "main.tf": `${NETWORK}variable "n" {\n  type = number\n}\nresource "aws_security_group" "b" {\n  count = var.n\n}\n`,
    });
    const given = (name: string, text: string) => problemsIn(folder, [{ kind: "value", name, text }]);
    expect(await given("n", "x")).toEqual([
      "CORDON_VARIABLE_MALFORMED --var n: the value does not fit the type of var.n",
    ]);
    expect(await given("m", "1")).toEqual([
      "CORDON_VARIABLE_UNDECLARED --var: the configuration declares no such variable",
    ]);
    expect(await given("n", "null")).toEqual([
      "CORDON_VARIABLE_MALFORMED --var n: the value does not fit the type of var.n",
    ]);
    expect(await given("n", "2")).toEqual([]);
    const missing = await problemsIn(folder, [{ kind: "file", path: `${folder}/none.tfvars` }]);
    expect(missing).toEqual(["CORDON_INPUT_MISSING none.tfvars: there is no such file or folder"]);
  });

  it("links, pipes and bytes that cannot be read", async () => {
    const loop = workTree({ "main.tf": NETWORK });
    symlinkSync("loop.tf", join(loop, "loop.tf"));
    expect(await problemsIn(loop)).toEqual(["CORDON_INPUT_UNREADABLE loop.tf: the link leads to itself"]);
    const inside = workTree({ "main.tf": calls("./me") });
    symlinkSync(".", join(inside, "me"));
    expect(await problemsIn(inside)).toEqual([
      "CORDON_MODULE_CYCLE main.tf:3: the module calls itself, or a module around it",
    ]);
    const pipe = workTree({ "main.tf": NETWORK });
    symlinkSync("/dev/zero", join(pipe, "zero.tf"));
    expect(await problemsIn(pipe)).toEqual(["CORDON_INPUT_UNREADABLE zero.tf: this is not a regular file"]);
    const latin = workTree({ "main.tf": NETWORK });
    appendFileSync(join(latin, "main.tf"), Buffer.from([0x23, 0xff]));
    expect(await problemsIn(latin)).toEqual(["CORDON_INPUT_UNREADABLE main.tf: the file is not UTF-8"]);
  });
});

describe("a folder of HCL is read", () => {
  it("past a folder with the name of a file, as Terraform does", async () => {
    const folder = workTree({ "main.tf": NETWORK });
    mkdirSync(join(folder, "net.tf"));
    expect((await networkIn(folder)).model.securityGroups.size).toBe(1);
  });

  it.each([
    ["a byte order mark", `\uFEFF${blocks('["10.0.0.0/8"]')}`],
    ["line ends of Windows", blocks('[\n"10.0.0.0/8",\n]').replaceAll("\n", "\r\n")],
    ["a heredoc", blocks("[trimspace(<<-EOT\n    10.0.0.0/8\n    EOT\n  )]")],
    [
      "settings of Terraform, providers and conditions",
      `terraform {\n  required_version = ">= 99"\n  backend "s3" {}\n}\nprovider "aws" {\n  alias = "w"\n}\n${blocks(
        '["10.0.0.0/8"]\n  provider = aws.w\n  depends_on = [aws_vpc.m]\n  lifecycle {\n    prevent_destroy = true\n  }',
      )}`,
    ],
  ])("with %s", async (_, text) => {
    const { model, edges } = await networkIn(workTree({ "main.tf": text }));
    expect(edges).toEqual(["10.0.0.0/8 -> aws_security_group.a tcp 443-443 always"]);
    expect(model.unknown).toEqual([]);
  });

  it("with a called module that holds nothing", async () => {
    const { model } = await networkIn(workTree({ "main.tf": calls("./x"), "x/readme.md": "" }));
    expect(model.unknown).toEqual([]);
  });

  it.each([
    ["each outside for_each", "[each.key]"],
    ["count outside count", '["10.${count.index}.0.0/16"]'],
    ["self", "[self.cidr]"],
    ["a variable that is not declared", "var.none"],
    [
      "a type that is not read",
      "var.v",
      'variable "v" {\n  type = lisst(string)\n  default = ["10.0.0.0/8"]\n}',
    ],
    ["a directive", '["%{ if true }10.0.0.0/8%{ endif }"]'],
    ["a division by zero", '["10.${1 / 0}.0.0/16"]'],
    [
      "lists of lists of lists",
      "flatten(local.l39)",
      repeated(40, (at) =>
        at === 0 ? 'l0 = ["10.0.0.0/8"]' : `l${at} = [local.l${at - 1}, local.l${at - 1}]`,
      ),
    ],
    [
      "text without end",
      "[local.l39]",
      repeated(40, (at) => (at === 0 ? 'l0 = "1"' : `l${at} = "\${local.l${at - 1}}\${local.l${at - 1}}"`)),
    ],
    ["products without end", "setproduct(range(1000), range(1000), range(1000))"],
    ["lists without end", '[for i in range(1000000000) : "10.0.0.0/8"]'],
  ])("and leaves %s open", async (_, value, locals = "") => {
    const { model, edges } = await networkIn(workTree({ "main.tf": blocks(value, locals) }));
    expect(model.unknown.map(({ resource }) => resource)).toContain("aws_security_group_rule.r");
    expect(edges.filter((edge) => edge.endsWith("always"))).toEqual([]);
  });

  it("and does not trust a value that a validation refuses", async () => {
    const validated = (condition: string) =>
      blocks(
        "[var.v]",
        `variable "v" {\n  default = "10.0.0.0/8"\n  validation {\n    condition = ${condition}\n    error_message = "no"\n  }\n}`,
      );
    const refused = await networkIn(workTree({ "main.tf": validated('startswith(var.v, "192.")') }));
    expect(refused.model.unknown).toEqual([
      {
        resource: "var.v",
        why: "a validation refuses the value of the variable, so Terraform does not plan",
      },
    ]);
    const held = await networkIn(workTree({ "main.tf": validated('startswith(var.v, "10.")') }));
    expect(held.model.unknown).toEqual([]);
  });
});
