import type { IssuerProps } from "../constructs/policy/policy-engine-props.js";
import { accept, type Problem, quote, type Result, refuse } from "../core/errors.js";
import type { BackendConfig } from "./backend.js";
import { type ConfigErrorCode, checkedContext, placeInContext } from "./checked-context.js";
import { NETWORK_CONFIG_SCHEMA } from "./network-config.js";

/** The key of the context of cdktf.json that configures the protected API. */
export const API_CONTEXT_KEY = "cordon-api";

/** `context.cordon-api` of cdktf.json. */
export interface ApiConfig {
  /** Prefix of every name. */
  readonly name: string;
  readonly region: string;
  /** Where requests go that are allowed. */
  readonly backendUrl: string;
  /** Whose tokens are believed; where the app has an authenticator (`cordon-identity`), its are, and this is left out. */
  readonly issuer: IssuerProps;
  /** A policy file or a folder of them, relative to the folder of cdktf.json. */
  readonly policies: string;
  /** Routes that anybody may call. @default - none */
  readonly open?: readonly { readonly route: string; readonly reason: string }[];
  /** Watches the access log. @default - nobody does */
  readonly detector?: {
    /** False alerts a day that the team accepts. */
    readonly budgetPerDay: number;
    /** E-mail addresses, https URLs and ARNs of SQS queues. */
    readonly notify: readonly string[];
    /** Patterns of the resources that hurt most. */
    readonly critical?: readonly string[];
    readonly securityHub?: boolean;
  };
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - a local file in the project's folder */
  readonly backend?: BackendConfig;
}

const URL_TEXT = { type: "string", pattern: "^https://[^ ]+$", description: "an https URL" } as const;
const TEXT = { type: "string", minLength: 1, description: "a text that is not empty" } as const;
const { region, tags, backend } = NETWORK_CONFIG_SCHEMA.properties;

/** JSON schema of `context.cordon-api`; `schemas/api-stack.schema.json` holds it. */
export const API_CONFIG_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon API stack",
  type: "object",
  additionalProperties: false,
  required: ["name", "region", "backendUrl", "policies"],
  properties: {
    name: {
      type: "string",
      pattern: "^[a-z][a-z0-9-]{0,18}[a-z0-9]$",
      description: '2 to 20 lower-case letters, digits and "-", starting with a letter',
    },
    region,
    backendUrl: URL_TEXT,
    issuer: {
      type: "object",
      description: "issuer and audience, and what differs from the usual",
      additionalProperties: false,
      required: ["issuer", "audience"],
      properties: {
        issuer: URL_TEXT,
        audience: { type: "array", minItems: 1, items: TEXT, description: "one aud claim or more" },
        keySetUrl: URL_TEXT,
        tokenType: TEXT,
      },
    },
    policies: TEXT,
    open: {
      type: "array",
      description: "routes with a reason",
      items: {
        type: "object",
        description: "a route and a reason",
        additionalProperties: false,
        required: ["route", "reason"],
        properties: { route: TEXT, reason: TEXT },
      },
    },
    detector: {
      type: "object",
      description: "a budget and who is told",
      additionalProperties: false,
      required: ["budgetPerDay", "notify"],
      properties: {
        budgetPerDay: {
          type: "number",
          exclusiveMinimum: 0,
          maximum: 10_000,
          description: "false alerts a day, above 0",
        },
        notify: { type: "array", minItems: 1, items: TEXT, description: "one address or more" },
        critical: { type: "array", minItems: 1, items: TEXT, description: "patterns of resources" },
        securityHub: { type: "boolean", description: "true or false" },
      },
    },
    tags,
    backend,
  },
} as const;

/** What the configuration says where the authenticator of the app may be the issuer. */
type Configured = Omit<ApiConfig, "issuer"> & Partial<Pick<ApiConfig, "issuer">>;

/**
 * The checked configuration of the API stack.
 *
 * Problems: CORDON_CONFIG_INVALID, one for each wrong key or value, with its place in cdktf.json.
 *
 * @param believed the issuer that the authenticator of the app is; without one the configuration names it
 */
export function parseApiConfig(context: unknown, believed?: IssuerProps): Result<ApiConfig, ConfigErrorCode> {
  const checked = checkedContext<Configured>(API_CONFIG_SCHEMA, context, API_CONTEXT_KEY);
  if (!checked.ok) return checked;
  const document = placeInContext(API_CONTEXT_KEY);
  const issuer = believed ?? checked.value.issuer;
  if (issuer === undefined) return refuse(noIssuer(document));
  if (believed !== undefined && checked.value.issuer !== undefined) {
    return refuse(twoIssuers(checked.value.issuer, `${document}/issuer`));
  }
  return accept({ ...checked.value, issuer });
}

function noIssuer(where: string): Problem<ConfigErrorCode> {
  return {
    code: "CORDON_CONFIG_INVALID",
    summary: 'the key "issuer" is missing, and there is no authenticator',
    got: "nothing",
    allowed: "issuer and audience, or a context cordon-identity",
    fix: 'add "issuer"',
    where,
  };
}

function twoIssuers({ issuer }: IssuerProps, where: string): Problem<ConfigErrorCode> {
  return {
    code: "CORDON_CONFIG_INVALID",
    summary: "the policy engine believes one issuer, and the app has an authenticator",
    got: quote(issuer),
    allowed: "no issuer beside cordon-identity",
    fix: 'delete "issuer", or cordon-identity',
    where,
  };
}
