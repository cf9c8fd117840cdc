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

/** Where the access policies lie: a file of the deployed archive, or an object that changes without a deployment. */
export type PolicyLocation =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "s3"; readonly bucket: string; readonly key: string };

const POLICY_LOCATION: VariableKind<PolicyLocation> = {
  allowed: '"file:" and a file name of the archive, or "s3://<bucket>/<key>"',
  parse: (text) => {
    const file = /^file:([A-Za-z0-9_-][A-Za-z0-9._-]*)$/.exec(text)?.[1];
    if (file !== undefined) return { kind: "file", path: file };
    const [, bucket, key] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.{1,1024})$/.exec(text) ?? [];
    return bucket === undefined || key === undefined ? undefined : { kind: "s3", bucket, key };
  },
};

/**
 * Signature algorithms that a token may have: asymmetric ones only, because with a symmetric one everybody who can
 * verify a token could make one, and with "none" everybody could.
 *
 * RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 8725 section 3.1.
 */
const TOKEN_ALGORITHM = choice(
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

/** The Lambda that decides on every request: authorizer of API Gateway, and AuthZEN evaluation on a function URL. */
export const POLICY_ENGINE = {
  name: "policy-engine",
  description: "Decides on every request by token, device, place, time, network and access policies",
  invocation: "synchronous",
  // API Gateway gives an authorizer 10 s (Amazon API Gateway quotas); the denial must be out before that.
  timeoutSeconds: 8,
  reservedConcurrency: 100,
  bundleKibibytes: 600,
  environment: {
    deviceTable: required("CORDON_DEVICE_TABLE", TEXT, "DynamoDB table of the device registry"),
    dynamicPolicyTable: required(
      "CORDON_DYNAMIC_POLICY_TABLE",
      TEXT,
      "DynamoDB table of the dynamic policies and revocations, keyed by subject",
    ),
    policyLocation: required("CORDON_POLICY_LOCATION", POLICY_LOCATION, "where the access policies lie"),
    policyHash: optional("CORDON_POLICY_SHA256", SHA256, "hash that the access policies must have"),
    policyRefreshSeconds: defaulted(
      "CORDON_POLICY_REFRESH_SECONDS",
      wholeNumber(5, 3600),
      60,
      "age at which access policies from S3 are read again",
    ),
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
    keySetUrl: required("CORDON_JWKS_URL", FETCHED_URL, "the issuer's JSON web key set"),
    clockToleranceSeconds: defaulted(
      "CORDON_CLOCK_TOLERANCE_SECONDS",
      wholeNumber(0, 300),
      5,
      "how far the issuer's clock may differ from ours",
    ),
    originSecretArn: optional(
      "CORDON_ORIGIN_SECRET_ARN",
      TEXT,
      "Secrets Manager secret that proves that a request came through the trusted origin",
    ),
  },
  permissions: {
    deviceTable: { actions: ["dynamodb:GetItem"], resource: "the device registry" },
    dynamicPolicyTable: {
      actions: ["dynamodb:Query"],
      resource: "the table of dynamic policies and revocations",
    },
    policyObject: { actions: ["s3:GetObject"], resource: "the access policies in S3", optional: true },
    originSecret: {
      actions: ["secretsmanager:GetSecretValue"],
      resource: "the secret of the trusted origin",
      optional: true,
    },
    encryptionKey: {
      actions: ["kms:Decrypt"],
      resource: "the keys of the tables, the policies and the secret",
      optional: true,
    },
  },
} as const satisfies LambdaContract;
