import { isAction } from "../../iam/action-pattern.js";
import { allowsAnyResource } from "../../iam/breadth.js";
import { type Guardrail, violated } from "../guardrail.js";
import { identityStatements } from "../identity-policies.js";

/** CORDON-IAM-006: A policy lets any role be passed to a service. */
export const passAnyRole: Guardrail = {
  id: "CORDON-IAM-006",
  title: "A policy lets any role be passed to a service",
  severity: "high",
  why: "Who may hand any role to a function or an instance has the permissions of the strongest role of the account.",
  fix: "Name the roles that may be passed, and the service with iam:PassedToService.",
  equivalents: {
    checkov: ["CKV_AWS_286"],
    trivy: ["AWS-0342"],
    cdkNag: ["IAM5"],
    cis: [],
    nist: ["AC-3", "AC-6"],
  },
  *check(network) {
    for (const { resource, statement } of identityStatements(network)) {
      const passes = statement.actions.some((action) => isAction(action, "iam:PassRole"));
      if (passes && allowsAnyResource(statement))
        yield violated(resource, "it allows iam:PassRole on every role");
    }
  },
};
