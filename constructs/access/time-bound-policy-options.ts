import type { EntitlementStatement } from "../../core/access/entitlement.js";
import { ACTION_TEXT, RESOURCE_TEXT } from "../../core/access/pattern-text.js";
import { GRANT_PATH } from "../../core/contracts/access-broker.js";
import { pattern, TAGS } from "../../core/options/aws-kinds.js";
import { either, listOf, orToken, recordOf, value, word } from "../../core/options/kinds.js";
import { type OptionalKind, optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import type { Checked } from "../settings/check-construct.js";
import { CHECKED_ELSEWHERE } from "../settings/checked-elsewhere.js";
import { SYNTHESIS_INSTANT } from "../settings/synthesis-instant.js";
import type { JitErrorCode } from "./error-codes.js";
import type { TimeBoundPolicyProps } from "./time-bound-policy-props.js";

const VALUE = value(
  "a text, a number, true or false",
  (given) => typeof given === "string" || typeof given === "boolean" || Number.isFinite(given),
);
const ACTIONS = optional(
  listOf(pattern("service:name in ASCII with * and ?, or * alone, as a literal", new RegExp(ACTION_TEXT))),
);
const RESOURCES: OptionalKind = optional(
  listOf(orToken(pattern("an ARN in ASCII without blanks, or * alone", new RegExp(RESOURCE_TEXT)))),
);

export const TIME_BOUND_POLICY: Checked<JitErrorCode> = {
  subject: "the time-bound policy",
  code: "CORDON_TIME_BOUND_SETTING_REFUSED",
  kind: options<TimeBoundPolicyProps>({
    deadline: CHECKED_ELSEWHERE,
    notBefore: CHECKED_ELSEWHERE,
    statements: listOf(
      options<EntitlementStatement>({
        effect: optional(word("allow", "deny")),
        actions: ACTIONS,
        notActions: ACTIONS,
        resources: RESOURCES,
        notResources: RESOURCES,
        conditions: optional(
          recordOf(recordOf(either(VALUE, listOf(VALUE, { atLeast: 1 })), undefined, { atLeast: 1 })),
        ),
      }),
    ),
    roles: optional(listOf(orToken(pattern("the name of a role, 1 to 64 characters", /^[\w+=,.@-]{1,64}$/)))),
    policyName: optional(orToken(pattern("1 to 128 letters, digits and +=,.@_-", /^[\w+=,.@-]{1,128}$/))),
    path: optional(
      pattern(
        `a path that begins and ends with "/", as a literal, but none below ${GRANT_PATH}, which a sweep empties`,
        /^\/(?!jit\/)(?:[!-~]{1,510}\/)?$/,
      ),
    ),
    description: optional(orToken(pattern("1 to 1000 characters", /^.{1,1000}$/s))),
    now: optional(SYNTHESIS_INSTANT),
    tags: optional(TAGS),
  }),
};
