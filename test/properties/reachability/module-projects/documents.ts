import type { List, Scalar } from "./evaluate.js";
import { type Expression, referencesOf, textOf } from "./expression.js";
import type { ModuleInstance } from "./instances.js";
import type { Call, GroupBlock, Module, RuleBlock } from "./project.js";

const DEFAULT_GROUP = "sg-ffffffffffffffff1";
const VPC = { cidr_block: "10.0.0.0/16", enable_dns_support: true, instance_tenancy: "default" };
const SUBNET = { cidr_block: "10.0.1.0/24", map_public_ip_on_launch: false };

/** The files of HCL, by the calls that lead to their module. */
export function configurationOf(root: Module): { readonly called: string; readonly text: string }[] {
  const files: { called: string; text: string }[] = [];
  const write = (module: Module, called: string): void => {
    files.push({ called, text: textOfModule(module, called === "") });
    for (const step of module.order)
      if ("module" in step) write(step.module, called === "" ? step.name : `${called}.${step.name}`);
  };
  write(root, "");
  return files;
}

function textOfModule(module: Module, isRoot: boolean): string {
  const [vpc, subnet] = placeOf(isRoot);
  const blocks = [
    isRoot
      ? `resource "aws_vpc" "main" {\n  cidr_block = "10.0.0.0/16"\n}\nresource "aws_subnet" "main" {\n  vpc_id = aws_vpc.main.id\n  cidr_block = "10.0.1.0/24"\n}\nresource "aws_default_security_group" "closed" {\n  vpc_id = aws_vpc.main.id\n}\nvariable "create" {\n  default = true\n}`
      : ["create", "peer", "peers", "vpc_id", "subnet_id"].map((name) => `variable "${name}" {}`).join("\n"),
    ...module.groups.map(
      (block) =>
        `resource "aws_security_group" "${block.name}" {\n${repetitionOf(block)}  name_prefix = "${block.name}-"\n  vpc_id = ${vpc}\n}`,
    ),
    ...module.order.map((step) =>
      "local" in step ? `locals {\n  ${step.local} = ${textOf(step.is)}\n}` : callText(step, vpc, subnet),
    ),
    ...module.rules.map(ruleText),
    `resource "aws_instance" "i" {\n  ami = "ami-12345678"\n  subnet_id = ${subnet}\n  vpc_security_group_ids = ${textOf(module.carried)}\n}`,
    `resource "aws_ecs_service" "t" {\n  name = "t"\n  network_configuration {\n    subnets = [${subnet}]\n    security_groups = ${textOf(module.task)}\n  }\n}`,
    ...[...module.outputs].map(([name, is]) => `output "${name}" {\n  value = ${textOf(is)}\n}`),
  ];
  return `${blocks.join("\n")}\n`;
}

function placeOf(isRoot: boolean): readonly [vpc: string, subnet: string] {
  return isRoot ? ["aws_vpc.main.id", "aws_subnet.main.id"] : ["var.vpc_id", "var.subnet_id"];
}

function repetitionOf({ repeat }: GroupBlock): string {
  if (repeat === "created") return "  count = var.create ? 1 : 0\n";
  if (repeat === "pair") return "  count = 2\n";
  return repeat === "keyed" ? '  for_each = toset(["x", "y"])\n' : "";
}

function callText(call: Call, vpc: string, subnet: string): string {
  const each = [...(call.each ?? [])].map(([key, is]) => `${key} = { peer = ${textOf(is)} }`).join(", ");
  return `module "${call.name}" {\n  source = "./${call.name}"\n${call.each === undefined ? "" : `  for_each = { ${each} }\n`}  create = ${call.create}\n  peer = ${textOf(call.peer)}\n  peers = ${textOf(call.peers)}\n  vpc_id = ${vpc}\n  subnet_id = ${subnet}\n}`;
}

function ruleText(rule: RuleBlock): string {
  const { type, fixed, group, blocks } = shapeOf(rule);
  const written = Object.entries(fixed).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}\n`);
  const block = (text: string): string => (rule.style === "legacy" ? `[${text}]` : text);
  const end = (peer: RuleBlock["peer"]): string =>
    typeof peer === "string"
      ? `  ${blocks} = ${block(JSON.stringify(peer))}\n`
      : `  ${group} = ${textOf(peer)}\n`;
  const passed = [...(rule.each ?? [])].map(
    ([key, peer]) =>
      `${key} = { ${typeof peer === "string" ? `block = ${JSON.stringify(peer)}, peer = null` : `block = null, peer = ${textOf(peer)}`} }`,
  );
  const ends =
    rule.each === undefined
      ? end(rule.peer)
      : `  for_each = { ${passed.join(", ")} }\n  ${group} = each.value.peer\n  ${blocks} = each.value.block${rule.style === "legacy" ? " == null ? null : [each.value.block]" : ""}\n`;
  return `resource "${type}" "${rule.name}" {\n  security_group_id = ${textOf(rule.owner)}\n${written.join("")}${ends}}`;
}

/** How the two kinds of rule resources write one. */
function shapeOf({ style, direction, port }: RuleBlock) {
  return style === "legacy"
    ? {
        type: "aws_security_group_rule",
        fixed: { type: direction, protocol: "tcp", from_port: port, to_port: port },
        group: "source_security_group_id",
        blocks: "cidr_blocks",
      }
    : {
        type: `aws_vpc_security_group_${direction}_rule`,
        fixed: { ip_protocol: "tcp", from_port: port, to_port: port },
        group: "referenced_security_group_id",
        blocks: "cidr_ipv4",
      };
}

/** A resource of values; `unknown` names what a plan marks as known only after apply. */
interface Shown {
  readonly address: string;
  readonly type: string;
  readonly name: string;
  readonly index?: number | string;
  readonly known: Readonly<Record<string, unknown>>;
  /** What apply adds. */
  readonly late: Readonly<Record<string, unknown>>;
  readonly unknown: readonly string[];
  /** The same of the block of a task. */
  readonly unknownNetwork?: unknown;
}

function shownOf(instance: ModuleInstance): Shown[] {
  const { address, groups, rules, carried, task } = instance;
  const at = (rest: string) => (address === "" ? rest : `${address}.${rest}`);
  const shown: Shown[] = [];
  if (address === "") {
    const vpc = { id: "vpc-00000000000000001", default_security_group_id: DEFAULT_GROUP };
    shown.push({
      address: "aws_vpc.main",
      type: "aws_vpc",
      name: "main",
      known: VPC,
      late: vpc,
      unknown: Object.keys(vpc),
    });
    // Otherwise the rules that AWS gives it would be edges wherever an expression may name it.
    shown.push({
      address: "aws_default_security_group.closed",
      type: "aws_default_security_group",
      name: "closed",
      known: { ingress: [], egress: [] },
      late: { id: vpc.default_security_group_id, vpc_id: vpc.id },
      unknown: ["id", "vpc_id"],
    });
    const late = { id: "subnet-00000000000000001", vpc_id: vpc.id };
    shown.push({
      address: "aws_subnet.main",
      type: "aws_subnet",
      name: "main",
      known: SUBNET,
      late,
      unknown: Object.keys(late),
    });
  }
  for (const { block, at: index, id } of groups)
    shown.push({
      address: at(
        `aws_security_group.${block.name}${index === undefined ? "" : `[${JSON.stringify(index)}]`}`,
      ),
      type: "aws_security_group",
      name: block.name,
      ...(index === undefined ? {} : { index }),
      known: { name_prefix: `${block.name}-` },
      late: { id, vpc_id: "vpc-00000000000000001", ingress: [], egress: [] },
      unknown: ["id", "vpc_id", "ingress", "egress"],
    });
  for (const { rule, key, owner, peer } of rules) {
    const { type, fixed, group, blocks } = shapeOf(rule);
    const isBlock = typeof peer === "string";
    shown.push({
      address: at(`${type}.${rule.name}${key === undefined ? "" : `["${key}"]`}`),
      type,
      name: rule.name,
      ...(key === undefined ? {} : { index: key }),
      known: { ...fixed, ...(isBlock ? { [blocks]: rule.style === "legacy" ? [peer] : peer } : {}) },
      late: {
        id: `sgr-${rule.name}`,
        security_group_id: owner.id,
        ...(isBlock ? {} : { [group]: (peer as Scalar).id }),
      },
      // The provider fills in the source of the older kind, so that a plan never knows that it is null.
      unknown: ["id", "security_group_id", ...(isBlock && rule.style === "single" ? [] : [group])],
    });
  }
  const idsOf = ({ items }: List): (string | null)[] => [...new Set(items.map(({ id }) => id))];
  const ids = idsOf(carried);
  shown.push({
    address: at("aws_instance.i"),
    type: "aws_instance",
    name: "i",
    known: { ami: "ami-12345678" },
    late: {
      id: "i-00000000000000001",
      subnet_id: "subnet-00000000000000001",
      vpc_security_group_ids: ids.length === 0 ? [DEFAULT_GROUP] : ids,
      associate_public_ip_address: false,
    },
    // The provider fills it in, so that a plan never knows that it is null or empty.
    unknown: ["id", "subnet_id", "vpc_security_group_ids", "associate_public_ip_address"],
  });
  const subnets = ["subnet-00000000000000001"];
  const isKnown = task === null || (task.items.length === 0 && !task.isUnknown);
  const stated = {
    assign_public_ip: false,
    ...(isKnown ? { security_groups: task === null ? null : [] } : {}),
  };
  const networks =
    task === null ? { ...stated, subnets } : { ...stated, subnets, security_groups: idsOf(task) };
  shown.push({
    address: at("aws_ecs_service.t"),
    type: "aws_ecs_service",
    name: "t",
    known: { name: "t", network_configuration: [stated] },
    late: { id: "t", network_configuration: [networks] },
    unknown: ["id"],
    unknownNetwork: [{ subnets: true, ...(isKnown ? {} : { security_groups: true }) }],
  });
  return shown;
}

function treeOf(instance: ModuleInstance, isApplied: boolean): object {
  return {
    ...(instance.address === "" ? {} : { address: instance.address }),
    resources: shownOf(instance).map(({ known, late, unknown, unknownNetwork, ...resource }) => ({
      ...resource,
      mode: "managed",
      provider_name: "registry.terraform.io/hashicorp/aws",
      values: isApplied ? { ...known, ...late } : known,
    })),
    child_modules: instance.children.map((child) => treeOf(child, isApplied)),
  };
}

/** What `terraform show -json` prints of the state after apply. */
export function stateOf(root: ModuleInstance): object {
  return { format_version: "1.0", terraform_version: "1.11.4", values: { root_module: treeOf(root, true) } };
}

/** What it prints of the first plan: the references of expressions, and none of the locals. */
export function planOf(root: ModuleInstance, every: readonly ModuleInstance[]): object {
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    variables: { create: { value: true } },
    planned_values: { root_module: treeOf(root, false) },
    resource_changes: every.flatMap(shownOf).map(({ address, unknown, unknownNetwork }) => ({
      address,
      change: {
        actions: ["create"],
        after_unknown: {
          ...Object.fromEntries(unknown.map((name) => [name, true])),
          ...(unknownNetwork === undefined ? {} : { network_configuration: unknownNetwork }),
        },
      },
    })),
    configuration: { root_module: configurationJson(root.module, true) },
  };
}

function configurationJson(module: Module, isRoot: boolean): object {
  const [vpc, subnet] = placeOf(isRoot);
  const block = (type: string, name: string, expressions: object, more: object = {}) => ({
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_config_key: "aws",
    expressions,
    ...more,
  });
  const repetition = ({ repeat }: GroupBlock): object => {
    if (repeat === "created") return { count_expression: { references: ["var.create"] } };
    if (repeat === "pair") return { count_expression: { constant_value: 2 } };
    return repeat === "keyed" ? { for_each_expression: {} } : {};
  };
  const calls = module.order.filter((step): step is Call => "module" in step);
  return {
    resources: [
      ...(isRoot
        ? [
            block("aws_vpc", "main", { cidr_block: { constant_value: "10.0.0.0/16" } }),
            block("aws_default_security_group", "closed", { vpc_id: plain("aws_vpc.main.id") }),
            block("aws_subnet", "main", {
              cidr_block: { constant_value: "10.0.1.0/24" },
              vpc_id: plain("aws_vpc.main.id"),
            }),
          ]
        : []),
      ...module.groups.map((one) =>
        block(
          "aws_security_group",
          one.name,
          { name_prefix: { constant_value: `${one.name}-` }, vpc_id: plain(vpc) },
          repetition(one),
        ),
      ),
      ...module.rules.map((rule) => {
        const { type, fixed, group, blocks } = shapeOf(rule);
        const constants = Object.entries(fixed).map(([name, value]) => [name, { constant_value: value }]);
        const own = (name: string) => ({ references: [`each.value.${name}`, "each.value"] });
        const peer =
          rule.each !== undefined
            ? { [blocks]: own("block"), [group]: own("peer") }
            : typeof rule.peer === "string"
              ? { [blocks]: { constant_value: rule.style === "legacy" ? [rule.peer] : rule.peer } }
              : { [group]: shownExpression(rule.peer) };
        return block(
          type,
          rule.name,
          { ...Object.fromEntries(constants), ...peer, security_group_id: shownExpression(rule.owner) },
          rule.each === undefined ? {} : { for_each_expression: passedExpression(rule.each) },
        );
      }),
      block("aws_instance", "i", {
        ami: { constant_value: "ami-12345678" },
        subnet_id: plain(subnet),
        vpc_security_group_ids: shownExpression(module.carried),
      }),
      block("aws_ecs_service", "t", {
        name: { constant_value: "t" },
        network_configuration: [{ subnets: plain(subnet), security_groups: shownExpression(module.task) }],
      }),
    ],
    module_calls: Object.fromEntries(
      calls.map((call) => [
        call.name,
        {
          source: `./${call.name}`,
          expressions: {
            create: { constant_value: call.create },
            peer: shownExpression(call.peer),
            peers: shownExpression(call.peers),
            vpc_id: plain(vpc),
            subnet_id: plain(subnet),
          },
          ...(call.each === undefined ? {} : { for_each_expression: eachExpression(call.each) }),
          module: configurationJson(call.module, false),
        },
      ]),
    ),
    outputs: Object.fromEntries(
      [...module.outputs].map(([name, is]) => [name, { expression: shownExpression(is) }]),
    ),
    variables: Object.fromEntries(
      (isRoot ? ["create"] : ["create", "peer", "peers", "vpc_id", "subnet_id"]).map((name) => [
        name,
        isRoot ? { default: true } : {},
      ]),
    ),
  };
}

function eachExpression(each: ReadonlyMap<string, Expression>): object {
  const references = [...each.values()].flatMap(referencesOf);
  if (references.length > 0) return { references };
  return { constant_value: Object.fromEntries([...each.keys()].map((key) => [key, { peer: null }])) };
}

function passedExpression(each: NonNullable<RuleBlock["each"]>): object {
  const references = [...each.values()].flatMap((peer) =>
    typeof peer === "string" ? [] : referencesOf(peer),
  );
  if (references.length > 0) return { references };
  return {
    constant_value: Object.fromEntries([...each].map(([key, block]) => [key, { block, peer: null }])),
  };
}

function shownExpression(expression: Expression): object {
  const references = referencesOf(expression);
  if (references.length > 0) return { references };
  return expression.kind === "null" ? { constant_value: null } : {};
}

/** "type.name.id" with its beginnings, or "var.name". */
function plain(text: string): object {
  const steps = text.split(".");
  return { references: steps.slice(1).map((_, at) => steps.slice(0, steps.length - at).join(".")) };
}
