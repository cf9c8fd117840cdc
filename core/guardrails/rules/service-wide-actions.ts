import { isWholeService } from "../../iam/action-pattern.js";
import { allowsAnyResource } from "../../iam/breadth.js";
import { type Guardrail, violated } from "../guardrail.js";
import { identityStatements } from "../identity-policies.js";

/** CORDON-IAM-002: A policy allows every action of a service. */
export const serviceWideActions: Guardrail = {
  id: "CORDON-IAM-002",
  title: "A policy allows every action of a service",
  severity: "medium",
  why: "It includes what changes policies, deletes data and switches off logs, and what the service adds tomorrow.",
  fix: "List the actions that are needed.",
  equivalents: {
    checkov: ["CKV_AWS_49", "CKV_AWS_63"],
    trivy: ["AWS-0345"],
    cdkNag: ["IAM5", "IAMPolicyNoStatementsWithFullAccess"],
    cis: [],
    nist: ["AC-3", "AC-6"],
  },
  *check(network) {
    for (const { resource, statement } of identityStatements(network)) {
      const wide = statement.actions.filter(isWholeService);
      if (statement.actions.includes("*") && !allowsAnyResource(statement)) wide.push("*");
      if (statement.notActions.length > 0) wide.push(`everything but ${statement.notActions.join(", ")}`);
      if (wide.length > 0) yield violated(resource, `it allows ${wide.join(", ")}`);
    }
  },
};
