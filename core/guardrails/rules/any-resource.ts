import { allowsAnyResource } from "../../iam/breadth.js";
import { type Guardrail, violated } from "../guardrail.js";
import { identityStatements } from "../identity-policies.js";

/**
 * Actions that only read, or that take no resource (Service Authorization Reference, column "Resource types").
 */
const WITHOUT_RESOURCE =
  /^[a-z0-9-]+:(Describe|List|Get(AuthorizationToken|CallerIdentity|Account|Metric|Sampling))|^xray:(Put|Get)|^cloudwatch:PutMetricData$|^ec2:(Create|Delete|Describe|Assign|Unassign)[A-Za-z]*(NetworkInterface|PrivateIpAddress)|^(ssmmessages|ec2messages|logs:CreateLogGroup)/i;

/** CORDON-IAM-003: A policy allows changes on every resource. */
export const anyResource: Guardrail = {
  id: "CORDON-IAM-003",
  title: "A policy allows changes on every resource",
  severity: "medium",
  why: "The holder reaches what belongs to other applications of the account.",
  fix: "Name the resources by ARN, or narrow them with a condition such as aws:ResourceTag.",
  equivalents: {
    checkov: ["CKV_AWS_355", "CKV_AWS_356"],
    trivy: ["AWS-0057"],
    cdkNag: ["IAM5"],
    cis: [],
    nist: ["AC-3", "AC-6"],
  },
  *check(network) {
    for (const { resource, statement } of identityStatements(network)) {
      if (!allowsAnyResource(statement) || statement.conditions.length > 0 || statement.actions.includes("*"))
        continue;
      const changing = statement.actions.filter(
        (action) => !WITHOUT_RESOURCE.test(action) && !/:PassRole$/i.test(action),
      );
      if (changing.length > 0) yield violated(resource, `it allows ${changing.join(", ")} on every resource`);
    }
  },
};
