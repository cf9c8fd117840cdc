import type { Result } from "../core/errors.js";
import { ACCESS_CONFIG_SCHEMA } from "./access-config.js";
import { API_CONFIG_SCHEMA } from "./api-config.js";
import type { BackendConfig } from "./backend.js";
import { type ConfigErrorCode, checkedContext } from "./checked-context.js";
import { NETWORK_CONFIG_SCHEMA } from "./network-config.js";

/** The key of the context of cdktf.json that configures the authenticator. */
export const IDENTITY_CONTEXT_KEY = "cordon-identity";

/** `context.cordon-identity` of cdktf.json. */
export interface IdentityConfig {
  /** Prefix of every name. */
  readonly name: string;
  readonly region: string;
  /** Host name of the authenticator. @default - none, which only development may have */
  readonly domain?: string;
  readonly relyingParty: { readonly id: string; readonly name: string };
  readonly environment?: "production" | "development";
  /** Origins of pages besides the domain's. @default - none */
  readonly origins?: readonly string[];
  readonly audiences?: readonly string[];
  readonly certificateArn?: string;
  readonly hostedZoneId?: string;
  readonly webAclArn?: string;
  /**
   * Until when it is accepted that its routes ask for no authorization of API Gateway, because it authenticates each call
   * itself: an RFC 3339 instant, after which somebody looks again.
   * @default - CORDON-API-001 finds them
   */
  readonly openUntil?: string;
  /** ARNs that alarms notify beside the topic of alarms. @default - none */
  readonly alarmActions?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - a local file in the project's folder */
  readonly backend?: BackendConfig;
}

const TEXT = { type: "string", minLength: 1, description: "a text that is not empty" } as const;
const { region, tags, backend } = NETWORK_CONFIG_SCHEMA.properties;

/** JSON schema of `context.cordon-identity`; `schemas/identity-stack.schema.json` holds it. */
export const IDENTITY_CONFIG_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon identity stack",
  type: "object",
  additionalProperties: false,
  required: ["name", "region", "relyingParty"],
  properties: {
    name: API_CONFIG_SCHEMA.properties.name,
    region,
    domain: TEXT,
    relyingParty: {
      type: "object",
      description: "the domain that passkeys are for, and what people read",
      additionalProperties: false,
      required: ["id", "name"],
      properties: { id: TEXT, name: TEXT },
    },
    environment: { enum: ["production", "development"], description: "production or development" },
    origins: { type: "array", minItems: 1, items: TEXT, description: "one origin or more" },
    audiences: { type: "array", minItems: 1, items: TEXT, description: "one audience or more" },
    certificateArn: { type: "string", pattern: "^arn:[^ ]+$", description: "an ARN" },
    hostedZoneId: { type: "string", pattern: "^Z[A-Z0-9]{1,31}$", description: "the id of a hosted zone" },
    webAclArn: { type: "string", pattern: "^arn:[^ ]+$", description: "an ARN" },
    openUntil: TEXT,
    alarmActions: ACCESS_CONFIG_SCHEMA.properties.alarmActions,
    tags,
    backend,
  },
} as const;

/**
 * The checked configuration of the identity stack.
 *
 * Problems: CORDON_CONFIG_INVALID, one for each wrong key or value, with its place in cdktf.json.
 */
export function parseIdentityConfig(context: unknown): Result<IdentityConfig, ConfigErrorCode> {
  return checkedContext(IDENTITY_CONFIG_SCHEMA, context, IDENTITY_CONTEXT_KEY);
}
