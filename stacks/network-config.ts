import { quote, type Result, refuse } from "../core/errors.js";
import type { BackendConfig } from "./backend.js";
import { type ConfigErrorCode, checkedContext } from "./checked-context.js";

/** The key of the context of cdktf.json that configures the reference stacks. */
export const CONTEXT_KEY = "cordon";

/** One end of a flow as the configuration writes it. See {@link parseFlowEnd}. */
export type FlowEndText = string;

/** One tier: a segment and, in a VPC of our own, its subnets. */
export interface TierConfig {
  readonly name: string;
  /** @default false */
  readonly public?: boolean;
}

/** One flow: from, to, port, reason. */
export interface FlowConfig {
  readonly from: FlowEndText;
  readonly to: FlowEndText;
  /** "tcp/443", "udp/53", "tcp/8000-8080", "icmp/8". */
  readonly port: string;
  readonly reason: string;
  readonly id?: string;
}

/** One expectation: what must or must not reach what. A refuted one fails the synthesis. */
export interface ExpectationConfig {
  /** A tier, "internet", or a CIDR block. */
  readonly from: string;
  readonly to: string;
  readonly reach: boolean;
  /** A single port such as "tcp/5432". @default - any traffic at all */
  readonly port?: string;
  /** Whether chains through other tiers count. @default - they do where reach is false */
  readonly transitive?: boolean;
  readonly name?: string;
}

/** `context.cordon` of cdktf.json. */
export interface NetworkConfig {
  /** Prefix of every name. */
  readonly name: string;
  readonly region: string;
  readonly vpc:
    | {
        readonly cidr: string;
        readonly zones: readonly string[];
        readonly nat?: "none" | "single" | "per-zone";
        readonly flowLogRetentionDays?: number;
      }
    | {
        readonly id: string;
        readonly routeTableIds?: readonly string[];
        readonly endpointSubnetIds?: readonly string[];
      };
  /** @default - frontend (public), app and db, with frontend to app on 443 and app to db on 5432 */
  readonly tiers?: readonly TierConfig[];
  readonly flows?: readonly FlowConfig[];
  readonly expectations?: readonly ExpectationConfig[];
  /** @default false */
  readonly aggregate?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - a local file in the project's folder */
  readonly backend?: BackendConfig;
}

const NAME = {
  type: "string",
  pattern: "^[a-zA-Z][a-zA-Z0-9._-]{0,62}$",
  description: 'a letter, then letters, digits, ".", "_" and "-", at most 63 characters',
} as const;
const REGION = {
  type: "string",
  pattern: "^[a-z]{2}(?:-[a-z]+)+-[0-9]$",
  description: "an AWS region such as eu-central-1",
} as const;
const FLOW_END = {
  type: "string",
  minLength: 1,
  description:
    'a tier name, a CIDR block, "any-ipv4", "any-ipv6", "service:" and an AWS service ("service:s3"), or a security group id',
} as const;

const EXPECTATION_END = {
  type: "string",
  minLength: 1,
  description: 'a tier name, a CIDR block, or "internet"',
} as const;

/** The JSON schema of {@link NetworkConfig}; published as `schemas/network-stack.schema.json`. */
export const NETWORK_CONFIG_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "context.cordon of cdktf.json",
  type: "object",
  additionalProperties: false,
  required: ["name", "region", "vpc"],
  properties: {
    name: {
      ...NAME,
      // CDKTF keeps this id of every stack for itself.
      not: { const: "backend" },
      description: `${NAME.description}, and not "backend"`,
    },
    region: REGION,
    vpc: {
      type: "object",
      description: "a VPC of our own (cidr, zones) or an existing one (id)",
      if: { type: "object", required: ["id"], properties: { id: true } },
      // biome-ignore lint/suspicious/noThenProperty: "then" is the JSON schema keyword; nobody awaits a schema.
      then: {
        additionalProperties: false,
        required: ["id"],
        properties: {
          id: {
            type: "string",
            pattern: "^vpc-[0-9a-f]{8}(?:[0-9a-f]{9})?$",
            description: "a VPC id such as vpc-0123456789abcdef0",
          },
          routeTableIds: {
            type: "array",
            items: { type: "string" },
            description: "route table ids, for gateway endpoints",
          },
          endpointSubnetIds: {
            type: "array",
            items: { type: "string" },
            description: "subnet ids, for interface endpoints",
          },
        },
      },
      else: {
        additionalProperties: false,
        required: ["cidr", "zones"],
        properties: {
          cidr: { type: "string", description: "an IPv4 block from /16 to /24, such as 10.0.0.0/16" },
          zones: {
            type: "array",
            minItems: 1,
            maxItems: 4,
            items: { type: "string" },
            description: "one to four availability zones, such as eu-central-1a",
          },
          nat: { enum: ["none", "single", "per-zone"] },
          flowLogRetentionDays: { type: "integer", minimum: 1, description: "days, at least 1" },
        },
      },
    },
    tiers: {
      type: "array",
      minItems: 1,
      description: "at least one tier",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["name"],
        properties: { name: NAME, public: { type: "boolean", description: "true or false" } },
      },
    },
    flows: {
      type: "array",
      description: "a list of flows",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["from", "to", "port", "reason"],
        properties: {
          from: FLOW_END,
          to: FLOW_END,
          port: {
            type: "string",
            description: "a port such as tcp/443, udp/53, tcp/8000-8080, icmp/8 or ip/50",
          },
          reason: { type: "string", description: "why the conversation is needed" },
          id: NAME,
        },
      },
    },
    expectations: {
      type: "array",
      description: "a list of expectations",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["from", "to", "reach"],
        properties: {
          from: EXPECTATION_END,
          to: EXPECTATION_END,
          reach: { type: "boolean", description: "true: must reach; false: must not reach" },
          port: { type: "string", description: "a single port such as tcp/5432" },
          transitive: { type: "boolean", description: "true: chains through other tiers count" },
          name: { type: "string", minLength: 1, description: "what reports call it" },
        },
      },
    },
    aggregate: { type: "boolean", description: "true or false" },
    tags: {
      type: "object",
      description: "tag keys and values",
      additionalProperties: {
        type: "string",
        maxLength: 256,
        description: "a text of at most 256 characters",
      },
      propertyNames: {
        maxLength: 128,
        not: { pattern: "^[aA][wW][sS]:" },
        description: 'at most 128 characters, not starting with "aws:"',
      },
    },
    backend: {
      type: "object",
      required: ["type"],
      properties: { type: { enum: ["local", "s3"] } },
      if: { type: "object", properties: { type: { const: "s3" } } },
      // biome-ignore lint/suspicious/noThenProperty: "then" is the JSON schema keyword; nobody awaits a schema.
      then: {
        additionalProperties: false,
        required: ["bucket", "key", "region"],
        properties: {
          type: true,
          bucket: { type: "string", minLength: 3, description: "a bucket name" },
          key: { type: "string", minLength: 1, description: "the key of the state object" },
          region: REGION,
          dynamodbTable: { type: "string", minLength: 3, description: "a table name, for locks" },
        },
      },
      else: {
        additionalProperties: false,
        properties: {
          type: true,
          path: {
            type: "string",
            minLength: 1,
            description: "a path relative to the stack's folder in cdktf.out",
          },
        },
      },
    },
  },
} as const;

/**
 * The checked configuration of the network stack.
 *
 * Problems: CORDON_CONFIG_INVALID, one for each wrong key or value, with its place in cdktf.json.
 */
export function parseNetworkConfig(context: unknown): Result<NetworkConfig, ConfigErrorCode> {
  if (context === undefined) {
    return refuse({
      code: "CORDON_CONFIG_INVALID",
      summary: `there is no context ${quote(CONTEXT_KEY)}`,
      got: "nothing",
      allowed: `an object under context.${CONTEXT_KEY} of cdktf.json, as schemas/network-stack.schema.json describes it`,
      fix: "run npx cdktf synth in the folder of a cdktf.json that has it",
    });
  }
  return checkedContext(NETWORK_CONFIG_SCHEMA, context, CONTEXT_KEY);
}
