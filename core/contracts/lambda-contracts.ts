import type { LambdaContract } from "./contract.js";
import { POLICY_ENGINE } from "./policy-engine.js";

/** Every Lambda of Cordon. The folders of `lambdas/` are those that are built so far. */
export const LAMBDA_CONTRACTS: readonly LambdaContract[] = [POLICY_ENGINE];
