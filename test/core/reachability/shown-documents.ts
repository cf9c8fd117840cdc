import type { InputFile } from "../../../core/terraform/input-file.js";

/** Attributes of a resource as `terraform show -json` prints them. */
export type Values = Readonly<Record<string, unknown>>;

/** Resources by address: "aws_security_group.app". */
export type Shown = Readonly<Record<string, Values>>;

/** What a plan holds beside its planned values. */
export interface PlanParts {
  /** The resources of the state before. @default - there was none: everything is made */
  readonly prior?: Shown;
  /** What the configuration writes of a resource, as expressions; what a new one does not show is known after apply. @default - nothing */
  readonly expressions?: Shown;
  /** Outputs of the root module. @default - none */
  readonly outputs?: Values;
}

const PROVIDER = "registry.terraform.io/hashicorp/aws";

function moduleOf(resources: Shown, outputs?: Values): object {
  return {
    resources: Object.entries(resources).map(([address, values]) => {
      const [type = "", name = "", index] = address.replace(/^data\./, "").split(/[.[\]]/);
      const mode = address.startsWith("data.") ? "data" : "managed";
      const key = index === undefined ? {} : { index: Number(index) };
      return { address, mode, type, name, ...key, provider_name: PROVIDER, values };
    }),
    ...(outputs === undefined ? {} : { outputs }),
  };
}

/** A state, as `terraform show -json` prints it. */
export function shownState(path: string, resources: Shown, outputs: Values = {}): InputFile {
  const values = { outputs, root_module: moduleOf(resources) };
  return { path, json: { format_version: "1.0", terraform_version: "1.11.4", values } };
}

/** A plan, as `terraform show -json` prints it: what the state before does not have is made, what it has alone is destroyed. */
export function shownPlan(
  path: string,
  planned: Shown,
  { prior, expressions = {}, outputs = {} }: PlanParts = {},
): InputFile {
  const json = {
    format_version: "1.2",
    terraform_version: "1.11.4",
    planned_values: { root_module: moduleOf(planned) },
    resource_changes: Object.entries({ ...prior, ...planned }).map(([address, values]) => {
      if (!(address in planned)) return { address, change: { actions: ["delete"] } };
      const later = ["id", ...Object.keys(expressions[address] ?? {})].filter((name) => !(name in values));
      const change =
        prior?.[address] === undefined
          ? { actions: ["create"], after_unknown: Object.fromEntries(later.map((name) => [name, true])) }
          : { actions: ["no-op"], after_unknown: {} };
      return { address, change };
    }),
    ...(prior === undefined
      ? {}
      : { prior_state: { format_version: "1.0", values: { root_module: moduleOf(prior) } } }),
    configuration: {
      root_module: {
        outputs,
        // A block stands once for all its instances.
        resources: [...new Set(Object.keys(planned).map((address) => address.replace(/\[\d+\]$/, "")))].map(
          (address) => {
            const [type = "", name = ""] = address.split(".");
            return { address, mode: "managed", type, name, expressions: expressions[address] ?? {} };
          },
        ),
      },
    },
  };
  return { path, json };
}

/** An entry of a group's computed rules. */
export function entry(
  peer: { readonly cidr?: string; readonly ipv6?: string; readonly group?: string; readonly self?: true },
  port: number,
  more: Values = {},
): Values {
  return {
    cidr_blocks: peer.cidr === undefined ? [] : [peer.cidr],
    description: "page requests",
    from_port: port,
    ipv6_cidr_blocks: peer.ipv6 === undefined ? [] : [peer.ipv6],
    prefix_list_ids: [],
    protocol: "tcp",
    security_groups: peer.group === undefined ? [] : [peer.group],
    self: peer.self === true,
    to_port: port,
    ...more,
  };
}

/** A group of the one VPC of these documents. */
export function group(id: string, ingress: readonly Values[] = [], egress: readonly Values[] = []): Values {
  return { id, name: id, vpc_id: VPC.id, description: "a tier", ingress, egress };
}

/** A separate rule. */
export function separate(
  id: string,
  owner: string,
  peer: { readonly cidr?: string; readonly ipv6?: string; readonly group?: string },
  port: number,
  more: Values = {},
): Values {
  return {
    id,
    security_group_id: owner,
    description: "page requests",
    ip_protocol: "tcp",
    from_port: port,
    to_port: port,
    ...(peer.cidr === undefined ? {} : { cidr_ipv4: peer.cidr }),
    ...(peer.ipv6 === undefined ? {} : { cidr_ipv6: peer.ipv6 }),
    ...(peer.group === undefined ? {} : { referenced_security_group_id: peer.group }),
    ...more,
  };
}

export const VPC = { id: "vpc-0a1b2c3d4e5f60718", cidr_block: "10.0.0.0/16" } as const;

/** Ids as EC2 gives them. */
export const APP = "sg-0000000000000000a";
export const DB = "sg-0000000000000000b";
