import { type PolicyReader, policyReader } from "./policy-reader.js";
import { ACCESS_POLICY_SCHEMA } from "./schema.js";
import { schemaCheck } from "./schema-check.js";

export type { PolicySet, PolicySource } from "./policy-reader.js";

/** The reader of access policies that says of every violation of the schema where it is and what would be right. */
export const readPolicies: PolicyReader = policyReader(schemaCheck(ACCESS_POLICY_SCHEMA));
