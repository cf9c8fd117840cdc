import { allowsAnyResource } from "../../iam/breadth.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";
import { identityPolicies, identityStatements } from "../identity-policies.js";

/** CORDON-IAM-001: A policy allows everything on everything. */
export const administratorPolicy: Guardrail = {
  id: "CORDON-IAM-001",
  title: "A policy allows everything on everything",
  severity: "critical",
  why: "Whoever holds it owns the account, and so does whoever takes it over.",
  fix: "List the actions and resources that are needed.",
  equivalents: {
    checkov: ["CKV_AWS_1", "CKV_AWS_62", "CKV_AWS_63"],
    trivy: ["AWS-0057"],
    cdkNag: ["IAM5", "IAMPolicyNoStatementsWithAdminAccess"],
    cis: ["1.16"],
    nist: ["AC-2", "AC-3", "AC-6"],
  },
  *check(network) {
    for (const { resource, policy } of identityPolicies(network)) {
      if (policyDocument(network.model, policy).kind === "unknown") {
        yield undecided(resource, "what the policy allows is not determined by the input");
      }
    }
    for (const { resource, statement } of identityStatements(network)) {
      if (statement.actions.includes("*") && allowsAnyResource(statement)) {
        yield violated(resource, "it allows every action on every resource");
      }
    }
  },
};
