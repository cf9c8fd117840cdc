import { RELYING_PARTY_ID } from "../../core/contracts/authenticator.js";
import { listItem, TEXT, wholeNumber } from "../../core/contracts/variable.js";
import { ARN, pattern, TAGS } from "../../core/options/aws-kinds.js";
import { FLAG, listOf, number, orToken, text, value, word } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { AccessLog } from "../detection/access-log.js";
import { FUNCTION_SETTINGS } from "../function/function-options.js";
import { PolicyEngine } from "../policy/policy-engine.js";
import { type Checked, instanceOf } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import { LOG_RETENTION } from "../settings/log-retention.js";
import type { AuthenticatorProps, RelyingPartyProps, ThrottleProps } from "./authenticator-props.js";
import type { AuthenticatorErrorCode } from "./error-codes.js";

const OURS = { subject: "the authenticator", code: "CORDON_AUTHENTICATOR_SETTING_REFUSED" } as const;

// It reaches AWS alone; in a VPC it would need an endpoint for each of its services.
const { vpc: _, ...FUNCTION } = FUNCTION_SETTINGS;

const SPIKE = optional(orToken(number(wholeNumber(1, 1_000_000_000))));
/** What it must be, a check with words of its own says. */
const A_TEXT = value("a text", (given) => typeof given === "string");

const CERTIFICATE = pattern(
  "the ARN of an ACM certificate",
  /^arn:aws(?:-[a-z]+)*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[A-Za-z0-9-]+$/,
);
/** AWS WAF API Reference, "AssociateWebACL": regional ones alone can be associated. */
const WEB_ACL = pattern(
  "the ARN of a regional web ACL (one of CloudFront's protects CloudFront alone)",
  /^arn:aws(?:-[a-z]+)*:wafv2:[a-z0-9-]+:[0-9]{12}:regional\/webacl\/[\w-]+\/[a-f0-9-]+$/,
);

export const AUTHENTICATOR_OPTIONS: Checked<AuthenticatorErrorCode> = {
  ...OURS,
  kind: options<AuthenticatorProps>({
    domain: optional(text(RELYING_PARTY_ID)),
    relyingParty: options<RelyingPartyProps>({ id: A_TEXT, name: text(TEXT) }),
    engine: optional(instanceOf("a PolicyEngine", PolicyEngine)),
    environment: optional(word("production", "development")),
    origins: optional(listOf(A_TEXT, { atLeast: 1 })),
    audiences: optional(listOf(orToken(text(listItem(TEXT))))),
    certificateArn: optional(orToken(CERTIFICATE)),
    hostedZoneId: optional(
      orToken(pattern("the id of a hosted zone, such as Z0123456789ABCDEFGHIJ", /^Z[A-Z0-9]{1,31}$/)),
    ),
    webAclArn: optional(orToken(WEB_ACL)),
    throttle: optional(
      // Amazon API Gateway quotas: 10 000 requests a second an account, 5000 at once.
      options<ThrottleProps>({
        rate: orToken(number(wholeNumber(1, 10_000))),
        burst: orToken(number(wholeNumber(1, 5000))),
      }),
    ),
    transmitters: optional(text(TEXT)),
    authorizePage: optional(text(TEXT)),
    log: optional(instanceOf("an AccessLog", AccessLog)),
    unknownNameSpike: SPIKE,
    failureSpike: SPIKE,
    alarmActions: optional(listOf(ARN)),
    name: optional(pattern('1 to 32 letters, digits and "-", as a literal', /^[A-Za-z0-9-]{1,32}$/)),
    deletionProtection: optional(FLAG),
    logRetentionDays: optional(LOG_RETENTION),
    function: optional(options<NonNullable<AuthenticatorProps["function"]>>(FUNCTION)),
    cookieDomain: CHECKED_ELSEWHERE,
    tags: optional(TAGS),
  }),
};

/** The engine of `inform`. */
export const INFORMED: Checked<AuthenticatorErrorCode> = {
  ...OURS,
  kind: instanceOf("a PolicyEngine", PolicyEngine),
};
