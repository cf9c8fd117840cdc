import { ACCESS_BROKER } from "./access-broker.js";
import { ANOMALY_DETECTOR } from "./anomaly-detector.js";
import { AUTHENTICATOR, AUTHENTICATOR_OPERATOR } from "./authenticator.js";
import { AUTHZEN } from "./authzen.js";
import type { LambdaContract } from "./contract.js";
import { POLICY_ENGINE } from "./policy-engine.js";

/** Every Lambda of Cordon. The folders of `lambdas/` are those that are built so far. */
export const LAMBDA_CONTRACTS: readonly LambdaContract[] = [
  ANOMALY_DETECTOR,
  AUTHENTICATOR,
  AUTHENTICATOR_OPERATOR,
  AUTHZEN,
  POLICY_ENGINE,
  ...Object.values(ACCESS_BROKER),
];
