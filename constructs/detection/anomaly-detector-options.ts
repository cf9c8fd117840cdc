import { BUDGET } from "../../core/contracts/anomaly-detector.js";
import { listItem, TEXT, wholeNumber } from "../../core/contracts/variable.js";
import { parseCidr } from "../../core/network/cidr.js";
import { ARN, pattern, TAGS } from "../../core/options/aws-kinds.js";
import { either, FLAG, listOf, number, orToken, text, value } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { FUNCTION_SETTINGS } from "../function/function-options.js";
import { Segment } from "../network/segment.js";
import { PolicyEngine } from "../policy/policy-engine.js";
import { type Checked, instanceOf } from "../settings/check-construct.js";
import { AccessLog } from "./access-log.js";
import type { AnomalyDetectorProps } from "./anomaly-detector-props.js";
import type { DetectorErrorCode } from "./error-codes.js";

// The function reaches AWS alone; in a VPC it would need an endpoint for each of its services.
const { vpc: _, ...FUNCTION } = FUNCTION_SETTINGS;

/** Athena's own minimum for a workgroup's cutoff. */
const LOWEST_QUERY_BYTES_CUTOFF = 10 * 1024 ** 2;

const SUBSCRIBER = either(
  pattern("an e-mail address", /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/),
  pattern("an https URL", /^https:\/\/[^\s@]+$/),
  orToken(pattern("the ARN of an SQS queue", /^arn:aws(?:-[a-z]+)*:sqs:[a-z0-9-]+:[0-9]{12}:[\w.-]+$/)),
);

const BLOCK = value("a CIDR block", (given) => typeof given === "string" && parseCidr(given).ok);

/** Patterns go to the function in one variable, with commas between them. */
const PATTERN = text(listItem(TEXT));

export const ANOMALY_DETECTOR_OPTIONS: Checked<DetectorErrorCode> = {
  subject: "the anomaly detector",
  code: "CORDON_DETECTOR_SETTING_REFUSED",
  kind: options<AnomalyDetectorProps>({
    log: instanceOf("an AccessLog", AccessLog),
    budgetPerDay: number(BUDGET),
    notify: listOf(SUBSCRIBER, { atLeast: 1 }),
    critical: optional(listOf(either(PATTERN, instanceOf("a segment", Segment)), { atLeast: 1 })),
    egress: optional(listOf(BLOCK)),
    administration: optional(listOf(PATTERN, { atLeast: 1 })),
    engine: optional(instanceOf("a PolicyEngine", PolicyEngine)),
    securityHub: optional(FLAG),
    quietHours: optional(number(wholeNumber(1, 24))),
    queryBytesCutoff: optional(number(wholeNumber(LOWEST_QUERY_BYTES_CUTOFF, Number.MAX_SAFE_INTEGER))),
    expectedRecordsPerDay: optional(number(wholeNumber(1, 1_000_000_000_000))),
    alarmActions: optional(listOf(ARN)),
    name: optional(
      pattern(
        '2 to 20 lower-case letters, digits and "-", a letter first, as a literal',
        /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
      ),
    ),
    deletionProtection: optional(FLAG),
    function: optional(options<NonNullable<AnomalyDetectorProps["function"]>>(FUNCTION)),
    tags: optional(TAGS),
  }),
};
