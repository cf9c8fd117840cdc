import { ACCESS_POLICY_SCHEMA } from "../policy/language/schema.js";
import { ENTITLEMENT_ID } from "./entitlement.js";
import { ACTION_TEXT, RESOURCE_TEXT } from "./pattern-text.js";

/** A closed object: a key that it does not know would be a limit that nobody keeps. */
function closed(properties: object, required: readonly string[] = []): object {
  return { type: "object", additionalProperties: false, required, properties };
}

function listOf(items: object, description: string, minItems = 1): object {
  return { type: "array", minItems, items, description };
}

/** Longest ARN that AWS has (IAM quotas, "ARN"). */
const LONGEST_TEXT = 2048;
const PARTITIONS = "arn:(?:aws|aws-cn|aws-us-gov)";

const PRINCIPAL = {
  type: "string",
  maxLength: LONGEST_TEXT,
  pattern: "^(?:user|service|group):[^\\p{Cc}*?]+$",
  description: "user:<id>, service:<id> or group:<name>, exact: no wildcards",
};
const ACTION = {
  type: "string",
  maxLength: LONGEST_TEXT,
  pattern: ACTION_TEXT,
  description: "service:name in ASCII with * and ?, or * alone",
};
const RESOURCE = {
  type: "string",
  maxLength: LONGEST_TEXT,
  pattern: RESOURCE_TEXT,
  description: "an ARN in ASCII without blanks, with * and ?, or * alone",
};
const GROUP = { type: "string", pattern: "^[^\\p{Cc}*?]+$", description: "the name of a group" };
const VALUE = { type: ["string", "number", "boolean"] };

const CONDITIONS = {
  type: "object",
  description: "the Condition of IAM: operator, key, value or list of values",
  additionalProperties: {
    type: "object",
    description: "condition keys with their values",
    additionalProperties: {
      type: ["string", "number", "boolean", "array"],
      minItems: 1,
      items: VALUE,
      description: "a text, a number, true, false, or a list of them that is not empty",
    },
  },
};

const STATEMENT = closed({
  effect: { type: "string", enum: ["allow", "deny"], description: "allow where left out" },
  actions: listOf(ACTION, "Actions"),
  notActions: listOf(ACTION, "All actions but these; in a deny only"),
  resources: listOf(RESOURCE, "Resources"),
  notResources: listOf(RESOURCE, "All resources but these; in a deny only"),
  conditions: CONDITIONS,
});

const BASE = {
  id: {
    type: "string",
    pattern: ENTITLEMENT_ID.source,
    description: "1 to 64 letters, digits, dots, underscores and hyphens, beginning with a letter or digit",
  },
  description: { type: "string", description: "what it is for; for its readers" },
  maxMinutes: { type: "integer", minimum: 1, description: "a whole number of minutes, 1 or more" },
  eligible: listOf(PRINCIPAL, "Who may request it"),
  approval: closed(
    {
      required: { type: "integer", minimum: 0, description: "how many persons must approve, 0 or more" },
      approvers: listOf(PRINCIPAL, "Who may approve; not empty where an approval is required", 0),
    },
    ["required", "approvers"],
  ),
  reason: closed(
    {
      required: { type: "boolean", description: "whether a reason must be given" },
      ticket: { type: "string", description: "regular expression that the whole ticket must match" },
    },
    ["required"],
  ),
  pendingMinutes: {
    type: "integer",
    minimum: 1,
    maximum: 10_080,
    description: "minutes that a request waits for approval, 1 to 10080",
  },
  breakGlass: closed(
    {
      eligible: listOf(PRINCIPAL, "Who may have it at once"),
      maxMinutes: { type: "integer", minimum: 1, description: "minutes, at most those of the entitlement" },
    },
    ["eligible", "maxMinutes"],
  ),
  notify: {
    type: "array",
    items: {
      type: "string",
      pattern: `^${PARTITIONS}:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}(?:\\.fifo)?$`,
      description: "the ARN of an SNS topic",
    },
    description: "topics that are told beside the approvers",
  },
};
const BASE_REQUIRED = ["id", "maxMinutes", "eligible", "approval"];

/** The `when` of an access policy, and the patterns beside it. */
const POLICY_PROPERTIES = (
  ACCESS_POLICY_SCHEMA.properties.policies.items as {
    readonly properties: Readonly<Record<"actions" | "resources" | "when", object>>;
  }
).properties;

const ROLE = closed(
  {
    ...BASE,
    kind: { type: "string", enum: ["role", "policy", "flow"], description: "role where left out" },
    target: {
      type: "string",
      pattern: `^${PARTITIONS}:iam::[0-9]{12}:role/(?:[!-)+->@-~]+/)?[A-Za-z0-9_+=,.@-]{1,64}$`,
      description: "the ARN of a role, arn:aws:iam::<12 digits>:role/<name>",
    },
    statements: listOf(STATEMENT, "What the role may do while the grant lasts"),
    person: {
      type: "string",
      enum: ["aws:SourceIdentity", "aws:userid", "none"],
      description: "how a shared role tells people apart",
    },
  },
  [...BASE_REQUIRED, "target", "statements"],
);

const POLICY = closed(
  {
    ...BASE,
    kind: { type: "string", enum: ["policy"] },
    policy: closed(
      {
        actions: POLICY_PROPERTIES.actions,
        resources: POLICY_PROPERTIES.resources,
        when: POLICY_PROPERTIES.when,
      },
      ["actions", "resources"],
    ),
  },
  [...BASE_REQUIRED, "kind", "policy"],
);

const SECURITY_GROUP = {
  type: "string",
  pattern: "^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$",
  description: "the id of a security group",
};

const FLOW = closed(
  {
    ...BASE,
    kind: { type: "string", enum: ["flow"] },
    flow: closed(
      {
        from: SECURITY_GROUP,
        to: SECURITY_GROUP,
        port: {
          type: "string",
          pattern: "^(?:tcp|udp)/(?:0|[1-9][0-9]{0,4})(?:-(?:0|[1-9][0-9]{0,4}))?$",
          description: "tcp or udp with a port or a range of ports, for example tcp/5432",
        },
      },
      ["from", "to", "port"],
    ),
  },
  [...BASE_REQUIRED, "kind", "flow"],
);

function ofKind(kind: string): object {
  return { type: "object", properties: { kind: { const: kind } }, required: ["kind"] };
}

const ENTITLEMENT = {
  type: "object",
  if: ofKind("policy"),
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
  then: POLICY,
  else: {
    if: ofKind("flow"),
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
    then: FLOW,
    else: ROLE,
  },
};

const PERSON_ARN = (type: string): object => ({
  type: "string",
  maxLength: LONGEST_TEXT,
  pattern: `^${PARTITIONS}:iam::[0-9*]{1,12}:${type}/[!-~]+$`,
  description: `the ARN of a ${type}, with * for any run of characters`,
});

const PEOPLE = closed({
  roles: {
    type: "array",
    description: "roles whose sessions are persons",
    items: closed(
      {
        arn: PERSON_ARN("role"),
        person: {
          type: "string",
          enum: ["sessionName", "sourceIdentity"],
          description: "what names the person; the trust policy of the role must pin it",
        },
        groups: listOf(GROUP, "groups of everybody who uses the role", 0),
      },
      ["arn", "person", "groups"],
    ),
  },
  users: {
    type: "array",
    description: "IAM users",
    items: closed(
      {
        arn: PERSON_ARN("user"),
        id: {
          type: "string",
          pattern: "^[A-Za-z0-9_+=,.@-]{2,64}$",
          description: "2 to 64 characters that STS takes as a source identity",
        },
        kind: { type: "string", enum: ["user", "service"], description: "user where left out" },
        groups: listOf(GROUP, "groups of the user", 0),
      },
      ["arn", "id", "groups"],
    ),
  },
});

/** The JSON Schema (2020-12) of a file of entitlements, published as `schemas/entitlements.schema.json`. */
export const ENTITLEMENTS_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Cordon entitlements",
  type: "object",
  additionalProperties: false,
  required: ["version", "entitlements"],
  properties: {
    $schema: { type: "string", description: "Where editors find this schema" },
    version: { type: "number", enum: [1] },
    people: PEOPLE,
    entitlements: { type: "array", items: ENTITLEMENT, description: "a list of entitlements" },
  },
};
