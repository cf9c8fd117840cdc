import { TOPIC } from "./anomaly-detector.js";
import type { LambdaContract } from "./contract.js";
import { FILE } from "./policy-engine.js";
import { list, optional, required, TEXT, type VariableKind } from "./variable.js";

/** The table of the authenticator: rows by the beginning of their keys (`session/u-17/`) and their last part. */
export const IDENTITY_TABLE = { hashKey: "kind", rangeKey: "name", timeToLive: "purge_at" } as const;

/** The paths of operators, which API Gateway has to keep behind the authorization AWS_IAM. */
export const OPERATOR_PATHS = "/operator/v1/{proxy+}";

/** Subjects whose rows the authenticator may write: never that of the bundle of access policies. */
export const WRITTEN_SUBJECTS = ["user:*", "session:*"] as const;

/** Attributes of those rows that it may write: never their access policies. */
export const WRITTEN_SUBJECT_ATTRIBUTES = [
  "subject",
  "revoked",
  "risk",
  "risk_at",
  "risk_reasons",
  "expires_at",
] as const;

/** Partitions of the table that operators need: no handle, no challenge, no code and no credential of anybody. */
export const OPERATOR_PARTITIONS = [
  "device-owner/",
  "external/",
  "failures-name/",
  "invitation/",
  "keys/",
  "name/",
  "person/",
  "session/*",
] as const;

/** Purposes in the encryption context of what is sealed. Operators read no seed. */
export const SEALED_PURPOSES = { person: ["totp", "dpop-nonce"], operator: ["dpop-nonce"] } as const;

/** The keys that sign tokens, as operators may make them. */
export const SIGNING_KEY = { keySpec: "ECC_NIST_P256", keyUsage: "SIGN_VERIFY" } as const;

/** An origin whose pages are the authenticator's (RFC 6454): https, a host, perhaps a port; http on this machine alone. */
export const ORIGIN: VariableKind<string> = {
  allowed:
    'an origin: "https://" ("http://" for localhost), a host in lower case, perhaps a port, and nothing more',
  parse: (text) => {
    if (!/^https?:\/\/[^,\s]+$/.test(text) || !URL.canParse(text)) return undefined;
    const { hostname, origin, protocol } = new URL(text);
    return origin === text && (protocol === "https:" || isLocalHost(hostname)) ? text : undefined;
  },
};

/** Whether the name is this machine's (W3C Secure Contexts section 3.1). Its addresses are not domains. */
export function isLocalHost(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost");
}

const DOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** The id of a relying party (Web Authentication Level 3 section 5.1.2): a domain. */
export const RELYING_PARTY_ID: VariableKind<string> = {
  allowed: "a domain in lower case, without scheme and port",
  parse: (text) => (text.length <= 253 && DOMAIN.test(text) ? text : undefined),
};

/** Whether a page of the origin may use the relying party's id: its host is that domain, or lies below it. */
export function belongsTo(relyingPartyId: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === relyingPartyId || hostname.endsWith(`.${relyingPartyId}`);
}

const KEY: VariableKind<string> = {
  allowed: "the ARN of a KMS key",
  parse: (text) =>
    /^arn:aws(?:-[a-z]+)*:kms:[a-z0-9-]+:[0-9]{12}:key\/[A-Za-z0-9-]{1,64}$/.test(text) ? text : undefined,
};

const ROLE: VariableKind<string> = {
  allowed: "the ARN of an IAM role",
  parse: (text) =>
    /^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/[\x21-\x7e]{1,576}$/.test(text) ? text : undefined,
};

const COMMON_ENVIRONMENT = {
  identityTable: required("CORDON_IDENTITY_TABLE", TEXT, "DynamoDB table of people, sessions and factors"),
  subjectTable: required("CORDON_SUBJECT_TABLE", TEXT, "the policy engine's table of subjects and sessions"),
  deviceTable: required("CORDON_DEVICE_TABLE", TEXT, "the policy engine's device registry"),
  origins: required("CORDON_ORIGINS", list(ORIGIN), "origins of the pages; the first one is the issuer"),
  sealingKey: required("CORDON_SEALING_KEY", KEY, "KMS key that encrypts seeds, and the key of nonces"),
} as const;

const IDENTITY_PERMISSIONS = {
  readSubjects: {
    actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem"],
    resource: "the rows of subjects and sessions, and the device registry",
  },
  writeSubjects: {
    actions: ["dynamodb:UpdateItem"],
    resource: "risk and revocation in the rows of subjects and sessions",
    boundBy: ["dynamodb:LeadingKeys", "dynamodb:Attributes"],
  },
  writeDevices: { actions: ["dynamodb:UpdateItem"], resource: "the device registry" },
  seal: {
    actions: ["kms:Decrypt", "kms:Encrypt"],
    resource: "the key that seals",
    boundBy: ["kms:EncryptionContext:purpose"],
  },
  encryptionKey: {
    actions: ["kms:Decrypt", "kms:GenerateDataKey"],
    resource: "the keys of the tables and of the topic",
    optional: true,
  },
} as const;

const TABLE_ACTIONS = [
  "dynamodb:DeleteItem",
  "dynamodb:GetItem",
  "dynamodb:PutItem",
  "dynamodb:Query",
] as const;

/**
 * Signs people in and answers all that is not an operator's.
 *
 * It signs with keys whose own policies name its role ({@link signingKeyPolicy}), and with no other: its role has no
 * permission for it.
 */
export const AUTHENTICATOR = {
  name: "authenticator",
  description: "Signs people in, and issues the tokens that the policy engine believes",
  invocation: "synchronous",
  timeoutSeconds: 20,
  reservedConcurrency: 100,
  bundleKibibytes: 1300,
  environment: {
    ...COMMON_ENVIRONMENT,
    addresses: optional(
      "CORDON_ADDRESSES",
      list(ORIGIN),
      "other origins under which the API is reached, for proofs of possession",
    ),
    relyingPartyId: required("CORDON_RELYING_PARTY_ID", RELYING_PARTY_ID, "the domain that passkeys are for"),
    relyingPartyName: required(
      "CORDON_RELYING_PARTY_NAME",
      TEXT,
      "what people read when they make a passkey",
    ),
    audiences: optional("CORDON_TOKEN_AUDIENCE", list(TEXT), "audiences of tokens besides the issuer"),
    firstSigningKey: required(
      "CORDON_SIGNING_KEY",
      KEY,
      "KMS key that signs until an operator makes another",
    ),
    noticeTopic: required("CORDON_NOTICE_TOPIC", TOPIC, "SNS topic of notices to people"),
    transmittersFile: optional(
      "CORDON_TRANSMITTERS_FILE",
      FILE,
      "file of the archive that says who may send security events",
    ),
    authorizePageFile: optional(
      "CORDON_AUTHORIZE_PAGE_FILE",
      FILE,
      "HTML file of the archive on which people let the command line in",
    ),
  },
  permissions: {
    table: { actions: TABLE_ACTIONS, resource: "the table of people, sessions and factors" },
    ...IDENTITY_PERMISSIONS,
    notices: { actions: ["sns:Publish"], resource: "the topic of notices" },
  },
} as const satisfies LambdaContract;

/** Answers operators, whom API Gateway authenticates by IAM; it alone makes signing keys, and signs with none. */
export const AUTHENTICATOR_OPERATOR = {
  name: "authenticator-operator",
  description: "Invites, disables, sets risk and posture, and rotates signing keys for operators",
  invocation: "synchronous",
  timeoutSeconds: 20,
  reservedConcurrency: 5,
  bundleKibibytes: 560,
  environment: {
    ...COMMON_ENVIRONMENT,
    identityName: required("CORDON_IDENTITY_NAME", TEXT, "name of the authenticator, for the keys it makes"),
    signerRole: required("CORDON_SIGNER_ROLE", ROLE, "role of the function that signs with the keys"),
  },
  permissions: {
    table: {
      actions: TABLE_ACTIONS,
      resource: "people, invitations, sessions and keys",
      boundBy: ["dynamodb:LeadingKeys"],
    },
    ...IDENTITY_PERMISSIONS,
    makeKeys: {
      actions: ["kms:CreateKey"],
      resource: "new signing keys, which have no ARN yet",
      boundBy: ["kms:KeySpec", "kms:KeyUsage"],
    },
  },
} as const satisfies LambdaContract;

/** What the account may do with a signing key: all but sign, and let others sign. */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:EnableKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateKeyDescription",
];

/**
 * The key policy of a signing key, made by the construct or by an operator: one role signs, the account administers,
 * and everybody in it may read the public half, which the key set shows to the world anyway.
 *
 * Without `kms:*` for the account no IAM policy, however wide, lets anybody else sign.
 *
 * @param role the ARN of the role, or a token; `account` and `partition` are its own
 */
export function signingKeyPolicy({
  partition,
  account,
  role,
}: {
  readonly partition: string;
  readonly account: string;
  readonly role: string;
}): object {
  const root = `arn:${partition}:iam::${account}:root`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Administer",
        Effect: "Allow",
        Principal: { AWS: root },
        Action: ADMINISTRATION,
        Resource: "*",
      },
      { Sid: "Sign", Effect: "Allow", Principal: { AWS: role }, Action: "kms:Sign", Resource: "*" },
      {
        Sid: "ReadPublicKey",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: ["kms:DescribeKey", "kms:GetPublicKey"],
        Resource: "*",
        Condition: { StringEquals: { "kms:CallerAccount": account } },
      },
    ],
  };
}
