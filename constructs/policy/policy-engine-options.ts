import { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api/index.js";
import { Apigatewayv2Api } from "@cdktf/provider-aws/lib/apigatewayv2-api/index.js";
import {
  DECISION_ENVIRONMENT,
  HEADER_NAME_IN_ANY_CASE,
  POLICY_ENGINE,
  TOKEN_ALGORITHM,
  TOKEN_TYPE,
} from "../../core/contracts/policy-engine.js";
import { FETCHED_URL, listItem, SHA256, TEXT, wholeNumber } from "../../core/contracts/variable.js";
import { ARN, pattern, ROLE_OR_USER, TAGS } from "../../core/options/aws-kinds.js";
import {
  FLAG,
  listOf,
  number,
  orToken,
  recordOf,
  secret,
  text,
  value,
  word,
} from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { JitAccess } from "../access/jit-access.js";
import { AccessLog } from "../detection/access-log.js";
import { FUNCTION_SETTINGS } from "../function/function-options.js";
import { type Checked, instanceOf } from "../settings/check-construct.js";
import { LOG_RETENTION } from "../settings/log-retention.js";
import type { ApiRoute } from "./api-routes.js";
import type { AuthorizerCache } from "./authorizer-cache.js";
import type { PolicyEngineErrorCode } from "./error-codes.js";
import type { EvaluationEndpointProps } from "./evaluation-endpoint.js";
import type { OpenRoute } from "./open-routes.js";
import type { IssuerProps, PolicyEngineProps } from "./policy-engine-props.js";
import type { ProtectOptions } from "./protection.js";
import type { TrustedOriginProps } from "./trusted-origin.js";

const CODE = "CORDON_POLICY_ENGINE_SETTING_REFUSED" satisfies PolicyEngineErrorCode;
const SUBJECT = "the policy engine";

const variables = POLICY_ENGINE.environment;
/** The function reads lists from one variable, with commas between the items. */
const LISTED_TEXT = orToken(text(listItem(TEXT)));
const TEXT_OPTION = optional(orToken(text(TEXT)));

const ISSUER = options<IssuerProps>({
  issuer: orToken(text(variables.tokenIssuer.kind)),
  audience: listOf(LISTED_TEXT, { atLeast: 1 }),
  keySetUrl: optional(orToken(text(FETCHED_URL))),
  algorithms: optional(listOf(orToken(text(TOKEN_ALGORITHM)), { atLeast: 1 })),
  tokenType: optional(orToken(text(TOKEN_TYPE))),
  requiredClaims: optional(listOf(LISTED_TEXT)),
  maximumAgeSeconds: optional(orToken(number(variables.tokenMaximumAgeSeconds.kind))),
  clockToleranceSeconds: optional(orToken(number(variables.clockToleranceSeconds.kind))),
  groupsClaim: TEXT_OPTION,
  deviceClaim: TEXT_OPTION,
  sessionClaim: TEXT_OPTION,
  peerGroupClaim: TEXT_OPTION,
  // Without an entry the variable would be empty, and the usual levels would count.
  assuranceLevels: optional(
    recordOf(orToken(number(wholeNumber(1, 3))), text(listItem(TEXT)), { atLeast: 1 }),
  ),
});

const EVALUATIONS = options<EvaluationEndpointProps>({ callers: listOf(ROLE_OR_USER, { atLeast: 1 }) });

/** What routes hold, their own check says; here they are objects of texts. */
const ROUTES = recordOf(
  options<ApiRoute>({
    action: value("a text", (given) => typeof given === "string"),
    resource: value("a text", (given) => typeof given === "string"),
  }),
);

export const ENGINE: Checked<PolicyEngineErrorCode> = {
  subject: SUBJECT,
  code: CODE,
  kind: options<PolicyEngineProps>({
    policies: text(TEXT),
    issuer: ISSUER,
    log: optional(instanceOf("an AccessLog", AccessLog)),
    storage: optional(word("archive", "bucket")),
    routes: optional(ROUTES),
    subjectPolicies: optional(FLAG),
    access: optional(instanceOf("a JitAccess", JitAccess)),
    postureMaximumAgeSeconds: optional(orToken(number(DECISION_ENVIRONMENT.postureMaximumAgeSeconds.kind))),
    deadlineMilliseconds: optional(orToken(number(DECISION_ENVIRONMENT.deadlineMilliseconds.kind))),
    evaluations: optional(EVALUATIONS),
    denialSpike: optional(orToken(number(wholeNumber(1, 1_000_000_000)))),
    alarmActions: optional(listOf(ARN)),
    name: optional(pattern('1 to 32 letters, digits and "-", as a literal', /^[A-Za-z0-9-]{1,32}$/)),
    deletionProtection: optional(FLAG),
    logRetentionDays: optional(LOG_RETENTION),
    function: optional(options<NonNullable<PolicyEngineProps["function"]>>(FUNCTION_SETTINGS)),
    tags: optional(TAGS),
  }),
};

/** What can be protected. */
export const API: Checked<PolicyEngineErrorCode> = {
  subject: SUBJECT,
  code: CODE,
  kind: instanceOf("an Apigatewayv2Api or an ApiGatewayRestApi", Apigatewayv2Api, ApiGatewayRestApi),
};

const SOME_TEXT = value("a text", (given) => typeof given === "string");

export const PROTECT: Checked<PolicyEngineErrorCode> = {
  subject: SUBJECT,
  code: CODE,
  kind: options<ProtectOptions>({
    trustedOrigin: optional(
      options<TrustedOriginProps>({
        header: optional(text(HEADER_NAME_IN_ANY_CASE)),
        // That none of them is a literal, the trusted origin's own check says.
        secrets: optional(listOf(secret(SOME_TEXT))),
        secretHashes: optional(listOf(orToken(secret(text(SHA256))))),
      }),
    ),
    open: optional(listOf(options<OpenRoute>({ route: text(TEXT), reason: SOME_TEXT }))),
    cache: optional(
      options<AuthorizerCache>({
        ttlSeconds: value("a number", (given) => typeof given === "number"),
        identitySources: listOf(text(TEXT)),
        reason: SOME_TEXT,
      }),
    ),
  }),
};
