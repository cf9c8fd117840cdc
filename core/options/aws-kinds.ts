import { TEXT } from "../contracts/variable.js";
import { suggest } from "../json/suggest.js";
import { REGIONS } from "../network/aws-names.js";
import { orToken, recordOf, text, value } from "./kinds.js";
import { type OptionKind, optional } from "./option-kind.js";

/** A text of a pattern, known now. */
export function pattern(allowed: string, expression: RegExp): OptionKind {
  return text({ allowed, parse: (given) => (expression.test(given) ? given : undefined) });
}

/** The id of an EC2 resource: "vpc-0123456789abcdef0". */
export function ec2Id(prefix: "vpc" | "subnet" | "rtb"): OptionKind {
  return orToken(
    pattern(
      `an id of ${prefix}- and 8 or 17 hexadecimal digits`,
      new RegExp(`^${prefix}-[0-9a-f]{8}(?:[0-9a-f]{9})?$`),
    ),
  );
}

/** A region by name, known now. */
export const REGION: OptionKind = value(
  'an AWS region as a literal, such as "eu-central-1"',
  (given) => typeof given === "string" && REGIONS.includes(given),
  (given) => (typeof given === "string" ? suggest(given, REGIONS) : undefined),
);

/** A role or a user of IAM. The account, a service and "*" are many principals, and a session ends. */
export const ROLE_OR_USER: OptionKind = orToken(
  pattern(
    "the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/gateway",
    /^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:(?:role|user)\/[\w+=,.@/-]{1,512}$/,
  ),
);

/** A managed policy of IAM. */
export const POLICY_ARN: OptionKind = orToken(
  pattern(
    "the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary",
    /^arn:aws(?:-[a-z]+)*:iam::(?:[0-9]{12}|aws):policy\/[\w+=,.@/-]{1,512}$/,
  ),
);

/** What an alarm can notify. */
export const ARN: OptionKind = orToken(
  pattern(
    "an ARN, such as arn:aws:sns:eu-central-1:111122223333:alarms",
    /^arn:aws(?:-[a-z]+)*:[a-z0-9-]+:[a-z0-9-]*:(?:[0-9]{12})?:\S+$/,
  ),
);

/** Tags by key (AWS General Reference, "Tag naming limits"). */
export const TAGS: OptionKind = recordOf(
  optional(orToken(pattern("a text of at most 256 characters", /^.{0,256}$/s))),
  orToken(pattern('a key of 1 to 128 characters that does not start with "aws:"', /^(?!aws:).{1,128}$/is)),
);

/** Any text but the empty one, or a Terraform value. */
export const TEXT_OR_TOKEN: OptionKind = orToken(text(TEXT));
