import type { LambdaContract } from "./contract.js";
import {
  choice,
  defaulted,
  FETCHED_URL,
  list,
  optional,
  required,
  SHA256,
  TEXT,
  type VariableKind,
  wholeNumber,
} from "./variable.js";

/**
 * Where access policies, or entitlements, lie: a file of the deployed archive, or objects `<prefix><SHA-256>.json` of a
 * bucket. Of the policies the table of subjects names the one that holds, so that they change without a deployment.
 */
export type PolicyLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string };

const FILE_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** A file of the archive, or a place in a bucket. */
export const BUNDLE_LOCATION: VariableKind<PolicyLocation> = {
  allowed:
    '"file:" and a file name of the archive, or "s3://<bucket>/<prefix>" with a prefix that may be empty',
  parse: (text) => {
    if (text.startsWith("file:")) {
      const path = text.slice("file:".length);
      return FILE_NAME.test(path) ? { kind: "file", path } : undefined;
    }
    const [, bucket, prefix] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([A-Za-z0-9!_.*'()/-]{0,900})$/.exec(text) ?? [];
    return bucket === undefined || prefix === undefined ? undefined : { kind: "s3", bucket, prefix };
  },
};

/** A file of the archive. */
export const FILE: VariableKind<string> = {
  allowed: "a file name of the archive",
  parse: (text) => (FILE_NAME.test(text) ? text : undefined),
};

/** The typ header of a token. */
export const TOKEN_TYPE: VariableKind<string> = {
  allowed: 'a media type such as "at+jwt", or "any" for one that is not looked at',
  parse: (text) => (/^[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,126}$/.test(text) ? text : undefined),
};

/** The name of a header (RFC 9110 section 5.1, without the signs that nobody uses), as all names are compared here. */
export const HEADER_NAME: VariableKind<string> = {
  allowed: "a header name in lower case",
  parse: (text) => (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text) ? text : undefined),
};

/** The hash of nothing: with it, a header that is empty would be a secret. */
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The same as a person writes it: names of headers are compared in lower case (RFC 9110 section 5.1). */
export const HEADER_NAME_IN_ANY_CASE: VariableKind<string> = {
  allowed: "a header name",
  parse: (text) => HEADER_NAME.parse(text.toLowerCase()),
};

/** The hash of the secret of a trusted origin. */
export const SECRET_HASH: VariableKind<string> = {
  allowed: `${SHA256.allowed}, of a secret of at least 32 characters`,
  parse: (text) => (text === SHA256_OF_NOTHING ? undefined : SHA256.parse(text)),
};

/** The value of an acr claim and the authentication assurance level (NIST SP 800-63B) that it stands for. */
export interface AssuranceLevel {
  readonly acr: string;
  readonly level: number;
}

const ASSURANCE_LEVEL: VariableKind<AssuranceLevel> = {
  allowed: 'the value of an acr claim, "=" and a level from 1 to 3',
  parse: (text) => {
    const [, acr, level] = /^(.{1,256})=([1-3])$/.exec(text) ?? [];
    return acr === undefined ? undefined : { acr, level: Number(level) };
  },
};

/**
 * Signature algorithms that a token may have: asymmetric ones only, because with a symmetric one everybody who can
 * verify a token could make one, and with "none" everybody could.
 *
 * RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8725 section 3.1.
 */
export const TOKEN_ALGORITHM = choice(
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
);

/** What every Lambda needs that decides on access. */
export const DECISION_ENVIRONMENT = {
  deviceTable: required("CORDON_DEVICE_TABLE", TEXT, "DynamoDB table of the device registry"),
  subjectTable: required(
    "CORDON_SUBJECT_TABLE",
    TEXT,
    "DynamoDB table of revocations and of the access policies of single subjects",
  ),
  policyLocation: required("CORDON_POLICY_LOCATION", BUNDLE_LOCATION, "where the access policies lie"),
  policyHash: optional(
    "CORDON_POLICY_SHA256",
    SHA256,
    "hash that the access policies of the archive must have",
  ),
  subjectPolicies: defaulted(
    "CORDON_SUBJECT_POLICIES",
    choice("deny", "allow"),
    "deny",
    "what the access policies of single subjects may do: deny, or allow as well",
  ),
  grantTable: optional(
    "CORDON_GRANT_TABLE",
    TEXT,
    "DynamoDB table in which the access broker keeps the access policies of active grants",
  ),
  entitlementsFile: optional(
    "CORDON_ENTITLEMENTS_FILE",
    FILE,
    "file of the archive with the entitlements that a denial may name",
  ),
  postureMaximumAgeSeconds: defaulted(
    "CORDON_POSTURE_MAXIMUM_AGE_SECONDS",
    wholeNumber(60, 2_592_000),
    86_400,
    "age at which the measured posture of a device stops counting",
  ),
  deadlineMilliseconds: defaulted(
    "CORDON_DEADLINE_MILLISECONDS",
    wholeNumber(100, 8000),
    3000,
    "time after which a decision that is not ready is a denial",
  ),
} as const;

/** What every Lambda may do that decides on access. */
export const DECISION_PERMISSIONS = {
  deviceTable: { actions: ["dynamodb:BatchGetItem"], resource: "the device registry" },
  subjectTable: {
    actions: ["dynamodb:BatchGetItem"],
    resource: "the table of revocations and of the policies of single subjects",
  },
  grantTable: {
    actions: ["dynamodb:BatchGetItem"],
    resource: "the access policies of active grants",
    optional: true,
  },
  policyObjects: { actions: ["s3:GetObject"], resource: "the access policies in S3", optional: true },
  encryptionKey: {
    actions: ["kms:Decrypt"],
    resource: "the keys of the tables and of the access policies",
    optional: true,
  },
} as const;

/** The Lambda that decides on every request to an API: authorizer of HTTP APIs and of REST APIs. */
export const POLICY_ENGINE = {
  name: "policy-engine",
  description: "Decides on every request by token, device, place, time, network and access policies",
  invocation: "synchronous",
  // API Gateway gives an authorizer 10 s (Amazon API Gateway quotas); the denial must be out before that.
  timeoutSeconds: 8,
  reservedConcurrency: 100,
  bundleKibibytes: 600,
  environment: {
    ...DECISION_ENVIRONMENT,
    tokenIssuer: required("CORDON_TOKEN_ISSUER", FETCHED_URL, "the iss claim that a token must have"),
    tokenAudience: required(
      "CORDON_TOKEN_AUDIENCE",
      list(TEXT),
      "the aud claims of which a token must have one",
    ),
    tokenAlgorithms: defaulted(
      "CORDON_TOKEN_ALGORITHMS",
      list(TOKEN_ALGORITHM),
      ["RS256", "ES256"] as const,
      "signature algorithms that a token may have",
    ),
    tokenType: defaulted(
      "CORDON_TOKEN_TYPE",
      TOKEN_TYPE,
      "at+jwt",
      "the typ header that a token must have (RFC 9068)",
    ),
    tokenMaximumAgeSeconds: optional(
      "CORDON_TOKEN_MAXIMUM_AGE_SECONDS",
      wholeNumber(60, 86_400),
      "greatest age of a token, whatever its exp claim says",
    ),
    requiredClaims: optional(
      "CORDON_REQUIRED_CLAIMS",
      list(TEXT),
      "claims that a token must have besides those of RFC 9068",
    ),
    keySetUrl: required("CORDON_JWKS_URL", FETCHED_URL, "the issuer's JSON web key set"),
    clockToleranceSeconds: defaulted(
      "CORDON_CLOCK_TOLERANCE_SECONDS",
      wholeNumber(0, 300),
      5,
      "how far the issuer's clock may differ from ours",
    ),
    groupsClaim: defaulted("CORDON_GROUPS_CLAIM", TEXT, "groups", "the claim with the groups of the subject"),
    deviceClaim: defaulted(
      "CORDON_DEVICE_CLAIM",
      TEXT,
      "device_id",
      "the claim with the device of the session",
    ),
    sessionClaim: defaulted("CORDON_SESSION_CLAIM", TEXT, "sid", "the claim with the session"),
    peerGroupClaim: optional(
      "CORDON_PEER_GROUP_CLAIM",
      TEXT,
      "the claim with the group of users that behave alike; without it the first group",
    ),
    assuranceLevels: defaulted(
      "CORDON_ASSURANCE_LEVELS",
      list(ASSURANCE_LEVEL),
      [
        { acr: "aal1", level: 1 },
        { acr: "aal2", level: 2 },
        { acr: "aal3", level: 3 },
      ] as readonly AssuranceLevel[],
      "which values of the acr claim stand for which authentication assurance level",
    ),
    originHeader: defaulted(
      "CORDON_ORIGIN_HEADER",
      HEADER_NAME,
      "x-origin-verify",
      "the header in which the trusted origin sends its secret",
    ),
    originSecretHashes: optional(
      "CORDON_ORIGIN_SECRET_SHA256",
      list(SECRET_HASH),
      "hashes of the secrets that prove that a request came through the trusted origin: two, while they rotate",
    ),
    routesFile: optional(
      "CORDON_ROUTES_FILE",
      FILE,
      "file of the archive that says what each route does to what",
    ),
  },
  permissions: DECISION_PERMISSIONS,
} as const satisfies LambdaContract;
