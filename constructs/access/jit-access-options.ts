import { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
import { IDENTITY_STORE_ID } from "../../core/contracts/access-broker.js";
import { TEXT, wholeNumber } from "../../core/contracts/variable.js";
import { SOURCE_IDENTITY, USER_ID } from "../../core/iam/condition.js";
import { ARN, pattern, REGION, TAGS, TEXT_OR_TOKEN } from "../../core/options/aws-kinds.js";
import { FLAG, listOf, number, orToken, text, value, word } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { FUNCTION_SETTINGS } from "../function/function-options.js";
import { RETENTION_DAYS } from "../guardrails/encrypted-bucket.js";
import { Segment } from "../network/segment.js";
import { type Checked, instanceOf } from "../settings/check-construct.js";
import { LOG_RETENTION } from "../settings/log-retention.js";
import { SYNTHESIS_INSTANT } from "../settings/synthesis-instant.js";
import type { EligibleOptions } from "./eligible-role.js";
import type { JitErrorCode } from "./error-codes.js";
import type { FlowEntitlementOptions } from "./flow-grants.js";
import type { IdentityCenterProps, JitAccessProps } from "./jit-access-props.js";

const BROKER = { subject: "the access broker", code: "CORDON_JIT_SETTING_REFUSED" } as const;

const ROLE_ARN = orToken(
  pattern(
    "the ARN of a role, such as arn:aws:iam::123456789012:role/reads-groups",
    /^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/,
  ),
);

// A function of the broker reaches AWS alone; in a VPC it would need an endpoint for each of its services.
const { vpc: _, ...FUNCTION } = FUNCTION_SETTINGS;

export const JIT_ACCESS: Checked<JitErrorCode> = {
  ...BROKER,
  kind: options<JitAccessProps>({
    entitlements: text(TEXT),
    accountId: optional(pattern("12 digits, as a literal", /^[0-9]{12}$/)),
    storage: optional(word("archive", "bucket")),
    subjectTable: optional(
      options<NonNullable<JitAccessProps["subjectTable"]>>({
        tableName: TEXT_OR_TOKEN,
        tableArn: ARN,
        keyArn: optional(ARN),
      }),
    ),
    identityCenter: optional(
      options<IdentityCenterProps>({
        identityStoreId: text(IDENTITY_STORE_ID),
        region: optional(REGION),
        roleArn: optional(ROLE_ARN),
      }),
    ),
    mostActiveGrants: optional(orToken(number(wholeNumber(1, 1_000_000)))),
    alarmActions: optional(listOf(ARN)),
    name: optional(
      pattern(
        '1 to 24 lower-case letters, digits and "-", a letter first, as a literal',
        /^[a-z][a-z0-9-]{0,23}$/,
      ),
    ),
    auditLockDays: optional(number(RETENTION_DAYS)),
    logRetentionDays: optional(LOG_RETENTION),
    deletionProtection: optional(FLAG),
    function: optional(options<NonNullable<JitAccessProps["function"]>>(FUNCTION)),
    now: optional(SYNTHESIS_INSTANT),
    tags: optional(TAGS),
  }),
};

/** The role of `eligible`. */
export const TARGET: Checked<JitErrorCode> = { ...BROKER, kind: instanceOf("an IamRole", IamRole) };

export const ELIGIBLE: Checked<JitErrorCode> = {
  ...BROKER,
  kind: optional(options<EligibleOptions>({ person: optional(word(SOURCE_IDENTITY, USER_ID, "none")) })),
};

/** An end of `flow`. */
export const FLOW_END: Checked<JitErrorCode> = { ...BROKER, kind: instanceOf("a segment", Segment) };

/** A construct among the options would be walked through for ever: what holds it holds everything. */
function isData(given: unknown, depth = 0): boolean {
  if (typeof given !== "object" || given === null) return given !== undefined && typeof given !== "function";
  if (depth > 4) return false;
  const plain = Array.isArray(given) || Object.getPrototypeOf(given) === Object.prototype;
  return plain && Object.values(given).every((one) => isData(one, depth + 1));
}

/** What the options hold, the schema of entitlements says. */
const DATA = optional(value("a value as in a file of entitlements", isData));

export const FLOW_GRANT: Checked<JitErrorCode> = {
  ...BROKER,
  kind: options<FlowEntitlementOptions>({
    id: DATA,
    description: DATA,
    maxMinutes: DATA,
    eligible: DATA,
    approval: DATA,
    reason: DATA,
    pendingMinutes: DATA,
    breakGlass: DATA,
    notify: DATA,
  }),
};
