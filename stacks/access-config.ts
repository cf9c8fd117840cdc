import type { Result } from "../core/errors.js";
import { API_CONFIG_SCHEMA } from "./api-config.js";
import type { BackendConfig } from "./backend.js";
import { type ConfigErrorCode, checkedContext } from "./checked-context.js";
import { NETWORK_CONFIG_SCHEMA } from "./network-config.js";

/** The key of the context of cdktf.json that configures just-in-time access. */
export const ACCESS_CONTEXT_KEY = "cordon-access";

/** `context.cordon-access` of cdktf.json. */
export interface AccessConfig {
  /** Prefix of every name. */
  readonly name: string;
  readonly region: string;
  /** The file of entitlements, relative to the folder of cdktf.json. */
  readonly entitlements: string;
  /** Account into which alone the stack may be deployed. @default - that of the targets of the file */
  readonly accountId?: string;
  /** ARNs that alarms notify beside the watchers' topic. @default - none */
  readonly alarmActions?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - a local file in the project's folder */
  readonly backend?: BackendConfig;
}

const { region, tags, backend } = NETWORK_CONFIG_SCHEMA.properties;

/** JSON schema of `context.cordon-access`; `schemas/access-stack.schema.json` holds it. */
export const ACCESS_CONFIG_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon just-in-time access stack",
  type: "object",
  additionalProperties: false,
  required: ["name", "region", "entitlements"],
  properties: {
    name: API_CONFIG_SCHEMA.properties.name,
    region,
    entitlements: { type: "string", minLength: 1, description: "the path of a file of entitlements" },
    accountId: { type: "string", pattern: "^[0-9]{12}$", description: "an account id, 12 digits" },
    alarmActions: {
      type: "array",
      items: { type: "string", pattern: "^arn:[^ ]+$", description: "an ARN" },
      description: "ARNs that alarms notify",
    },
    tags,
    backend,
  },
} as const;

/**
 * The checked configuration of the stack of just-in-time access.
 *
 * Problems: CORDON_CONFIG_INVALID, one for each wrong key or value, with its place in cdktf.json.
 */
export function parseAccessConfig(context: unknown): Result<AccessConfig, ConfigErrorCode> {
  return checkedContext(ACCESS_CONFIG_SCHEMA, context, ACCESS_CONTEXT_KEY);
}
