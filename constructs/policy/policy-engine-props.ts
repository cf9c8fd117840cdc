import type { POLICY_ENGINE } from "../../core/contracts/policy-engine.js";
import type { JitAccess } from "../access/jit-access.js";
import type { AccessLog } from "../detection/access-log.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";
import type { ApiRoute } from "./api-routes.js";
import type { EvaluationEndpointProps } from "./evaluation-endpoint.js";

/** Whose tokens are believed. */
export interface IssuerProps {
  /** The iss claim, an https URL. */
  readonly issuer: string;
  /** The aud claims of which a token must have one. */
  readonly audience: readonly string[];
  /** The issuer's JSON web key set. @default - `<issuer>/.well-known/jwks.json`, as Amazon Cognito has it */
  readonly keySetUrl?: string;
  /** Asymmetric signature algorithms. @default RS256 and ES256 */
  readonly algorithms?: readonly string[];
  /** The typ header, "any" for one that is not looked at. @default "at+jwt" (RFC 9068); Amazon Cognito needs "any" */
  readonly tokenType?: string;
  /** Claims that a token must have besides iss, aud, sub, exp and iat. @default - none */
  readonly requiredClaims?: readonly string[];
  /** Greatest age of a token, from 60 to 86400. @default - its exp claim decides */
  readonly maximumAgeSeconds?: number;
  /** From 0 to 300. @default 5 */
  readonly clockToleranceSeconds?: number;
  /** @default "groups" */
  readonly groupsClaim?: string;
  /** @default "device_id" */
  readonly deviceClaim?: string;
  /** @default "sid" */
  readonly sessionClaim?: string;
  /** Claim with the group of users that behave alike, for the access log. @default - the first group */
  readonly peerGroupClaim?: string;
  /** Authentication assurance level (1 to 3) by acr claim. @default - aal1, aal2 and aal3 */
  readonly assuranceLevels?: Readonly<Record<string, number>>;
}

/** How requests are decided on. */
export interface PolicyEngineProps {
  /** A policy file, or a folder of them with the folders in it. They are checked now, and a wrong one fails the synthesis. */
  readonly policies: string;
  readonly issuer: IssuerProps;
  /** Takes the access log. @default - the function's own log group keeps the records, and no lake */
  readonly log?: AccessLog;
  /**
   * Where the policies lie: in the function's archive, or in a bucket, from which a new version is read at the next
   * request, without a deployment of the function. Above 50 MB of policies only the bucket will do.
   * @default "archive"
   */
  readonly storage?: "archive" | "bucket";
  /**
   * What each route does to what, by route key: `{"GET /orders/{id}": {action: "orders:Read", resource: "orders/{id}"}}`.
   * @default - `http:<METHOD>` on the path without its first slash
   */
  readonly routes?: Readonly<Record<string, ApiRoute>>;
  /**
   * Whether the policies of single subjects, in the table of subjects, may also allow: then whoever may write that table
   * decides what is allowed, without a review. Their denials always count.
   * @default false
   */
  readonly subjectPolicies?: boolean;
  /**
   * An access broker: its active grants of kind policy open APIs until their deadlines, whatever `subjectPolicies` says,
   * and a denial names the entitlements that would cure it. With it no answer can be cached.
   * @default - nothing is granted just in time
   */
  readonly access?: JitAccess;
  /** Age at which a measured posture stops counting, from 60. @default 86400 */
  readonly postureMaximumAgeSeconds?: number;
  /** Time after which a decision that is not ready is a denial, from 100 to 8000. @default 3000 */
  readonly deadlineMilliseconds?: number;
  /** Lets other policy enforcement points ask, by AuthZEN. @default - only protected APIs ask */
  readonly evaluations?: EvaluationEndpointProps;
  /**
   * Denials of one function within five minutes that raise its alarm for spikes. One denial because something is broken
   * (`key_set_unavailable`, `registry_unavailable`, …) raises another alarm in any case.
   * @default 100
   */
  readonly denialSpike?: number;
  /** ARNs that alarms notify, SNS topics as a rule. @default - alarms are only seen in CloudWatch */
  readonly alarmActions?: readonly string[];
  /** Start of the names of tables, alarms and log groups: 1 to 32 letters, digits and "-". @default - made from the path */
  readonly name?: string;
  /** Whether the tables refuse to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /**
   * Days that the log groups of the functions and of the protected APIs keep what is in them, a number that CloudWatch
   * Logs knows. An access log that is given (`log`) keeps its own log group as it says itself.
   * @default 400
   */
  readonly logRetentionDays?: number;
  /** How the function runs. @default - as NodejsFunction says */
  readonly function?: Pick<
    NodejsFunctionProps<typeof POLICY_ENGINE>,
    "memoryMegabytes" | "permissionsBoundary" | "reservedConcurrency" | "runtime" | "vpc"
  >;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
