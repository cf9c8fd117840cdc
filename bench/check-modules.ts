/** Rules of each module instance: half of them from blocks, half of them for the other group of its pair. */
export const RULES_OF_INSTANCE = 20;

const PROVIDER = "registry.terraform.io/hashicorp/aws";

/**
 * A plan whose groups come from one module, instance by instance, as those of a registry module do.
 *
 * Each instance has a group whose id passes through a local, and 20 legacy rules that name it by that local. Every
 * second rule names the other group of its pair, which the caller passes in. Nothing of it exists yet: all ids are
 * unknown, and only the configuration's references say who is meant.
 */
export function modulePlan(instances: number): object {
  const names = Array.from({ length: instances }, (_, at) => `m${at}`);
  return {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: {
      root_module: {
        resources: [planned("aws_vpc.main", "aws_vpc", "main", { cidr_block: "10.0.0.0/8" })],
        child_modules: names.map((name, at) => ({
          address: `module.${name}`,
          resources: resourcesOf(name, at).map(({ address, type, named, index, values }) => ({
            ...planned(address, type, named, values),
            ...(index === undefined ? {} : { index }),
          })),
        })),
      },
    },
    resource_changes: [
      change("aws_vpc.main", "aws_vpc", "main", { cidr_block: "10.0.0.0/8" }, ["id"]),
      ...names.flatMap((name, at) =>
        resourcesOf(name, at).map(({ address, type, named, index, values, unknown }) => ({
          ...change(address, type, named, values, unknown),
          module_address: `module.${name}`,
          ...(index === undefined ? {} : { index }),
        })),
      ),
    ],
    configuration: {
      provider_config: {
        aws: {
          name: "aws",
          full_name: PROVIDER,
          expressions: { region: { constant_value: "eu-central-1" } },
        },
      },
      root_module: {
        resources: [configured("aws_vpc", "main", { cidr_block: { constant_value: "10.0.0.0/8" } })],
        module_calls: Object.fromEntries(
          names.map((name, at) => [name, moduleCall(name, names[at % 2 === 0 ? at + 1 : at - 1])]),
        ),
      },
    },
  };
}

interface PlannedResource {
  readonly address: string;
  readonly type: string;
  readonly named: string;
  readonly index?: number;
  readonly values: Readonly<Record<string, unknown>>;
  readonly unknown: readonly string[];
}

function resourcesOf(name: string, at: number): readonly PlannedResource[] {
  const group: PlannedResource = {
    address: `module.${name}.aws_security_group.this[0]`,
    type: "aws_security_group",
    named: "this",
    index: 0,
    values: { name, description: `instance ${name}` },
    unknown: ["arn", "egress", "id", "ingress", "vpc_id"],
  };
  const rules = Array.from({ length: RULES_OF_INSTANCE / 2 }, (_, rule): readonly PlannedResource[] => {
    const port = 1024 + (rule >> 1) * 100;
    const ports = { type: "ingress", protocol: "tcp", from_port: port, to_port: port, self: false };
    return [
      {
        address: `module.${name}.aws_security_group_rule.blocks[${rule}]`,
        type: "aws_security_group_rule",
        named: "blocks",
        index: rule,
        values: {
          ...ports,
          type: rule % 2 === 0 ? "ingress" : "egress",
          cidr_blocks: [`198.51.${100 + (at % 2)}.0/24`],
          description: "an office",
        },
        unknown: ["id", "security_group_id", "source_security_group_id"],
      },
      {
        address: `module.${name}.aws_security_group_rule.groups[${rule}]`,
        type: "aws_security_group_rule",
        named: "groups",
        index: rule,
        values: { ...ports, type: rule % 2 === 0 ? "ingress" : "egress", description: "its neighbour" },
        unknown: ["id", "security_group_id", "source_security_group_id"],
      },
    ];
  });
  return [group, ...rules.flat()];
}

function planned(address: string, type: string, name: string, values: object): object {
  return { address, mode: "managed", type, name, provider_name: PROVIDER, schema_version: 1, values };
}

function change(
  address: string,
  type: string,
  name: string,
  after: object,
  unknown: readonly string[],
): object {
  const after_unknown = Object.fromEntries(unknown.map((attribute) => [attribute, true]));
  return {
    address,
    mode: "managed",
    type,
    name,
    provider_name: PROVIDER,
    change: { actions: ["create"], before: null, after, after_unknown },
  };
}

function configured(type: string, name: string, expressions: object): object {
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    provider_config_key: "aws",
    expressions,
    schema_version: 1,
  };
}

function moduleCall(name: string, neighbour: string | undefined): object {
  const of = (...references: string[]) => ({ references });
  const rule = (peer: object) => ({
    security_group_id: of("local.id"),
    type: of("each.value"),
    protocol: { constant_value: "tcp" },
    from_port: of("count.index"),
    to_port: of("count.index"),
    ...peer,
  });
  return {
    source: "./group",
    expressions: {
      name: { constant_value: name },
      vpc_id: of("aws_vpc.main.id", "aws_vpc.main"),
      // The last one of an odd number is alone.
      neighbour:
        neighbour === undefined
          ? { constant_value: null }
          : of(`module.${neighbour}.group_id`, `module.${neighbour}`),
    },
    module: {
      outputs: {
        group_id: { expression: of("aws_security_group.this[0].id", "aws_security_group.this[0]") },
      },
      resources: [
        {
          ...configured("aws_security_group", "this", { name: of("var.name"), vpc_id: of("var.vpc_id") }),
          count_expression: { constant_value: 1 },
        },
        {
          ...configured("aws_security_group_rule", "blocks", rule({ cidr_blocks: of("var.blocks") })),
          count_expression: { constant_value: RULES_OF_INSTANCE / 2 },
        },
        {
          ...configured(
            "aws_security_group_rule",
            "groups",
            rule({ source_security_group_id: of("var.neighbour") }),
          ),
          count_expression: { constant_value: RULES_OF_INSTANCE / 2 },
        },
      ],
      variables: { name: {}, vpc_id: {}, neighbour: { default: null }, blocks: { default: [] } },
    },
  };
}
