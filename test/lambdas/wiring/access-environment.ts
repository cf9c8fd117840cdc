const TOPIC = "arn:aws:sns:eu-central-1:111122223333:topic";
const FUNCTION = "arn:aws:lambda:eu-central-1:111122223333:function:shop-jit";

/** What every function of the broker has in its environment; what only some of them have comes beside it. */
export const ACCESS_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_REGION: "eu-central-1",
  AWS_LAMBDA_FUNCTION_NAME: "shop-jit-any",
  CORDON_BROKER_NAME: "shop-jit",
  CORDON_BROKER_ACCOUNT: "111122223333",
  CORDON_GRANT_TABLE: "shop-jit-grants",
  CORDON_ENTITLEMENTS_LOCATION: "file:entitlements.json",
  CORDON_ENTITLEMENTS_SHA256: "0".repeat(64),
};

export const NOTICES = { CORDON_APPROVER_TOPIC: TOPIC, CORDON_WATCHER_TOPIC: TOPIC };
export const PROVISIONER = { CORDON_PROVISION_FUNCTION: "shop-jit-provision" };
export const SWEEPER = { CORDON_SWEEP_FUNCTION_ARN: `${FUNCTION}-sweep` };
export const REQUESTER = { CORDON_REQUEST_FUNCTION_ARN: `${FUNCTION}-request` };
export const HEAD = { CORDON_HEAD_BUCKET: "shop-jit-audit" };
export const OUTSIDE = {
  ...SWEEPER,
  CORDON_TARGET_BOUNDARY: "arn:aws:iam::111122223333:policy/cordon/shop-jit-target-boundary",
  CORDON_SCHEDULE_GROUP: "shop-jit",
  CORDON_SCHEDULER_ROLE: "arn:aws:iam::111122223333:role/shop-jit-schedules",
  CORDON_SCHEDULE_DEAD_LETTERS: "arn:aws:sqs:eu-central-1:111122223333:letters",
  CORDON_ACCESS_POLICY_TABLE: "shop-jit-access-policies",
};
