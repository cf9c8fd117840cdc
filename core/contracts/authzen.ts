import type { LambdaContract } from "./contract.js";
import { DECISION_ENVIRONMENT, DECISION_PERMISSIONS } from "./policy-engine.js";

/** The Lambda that answers policy enforcement points of others: AuthZEN Authorization API 1.0 on a function URL. */
export const AUTHZEN = {
  name: "authzen",
  description: "Answers access evaluations of the AuthZEN Authorization API by the access policies",
  invocation: "synchronous",
  timeoutSeconds: 8,
  reservedConcurrency: 50,
  bundleKibibytes: 600,
  environment: DECISION_ENVIRONMENT,
  permissions: DECISION_PERMISSIONS,
} as const satisfies LambdaContract;
