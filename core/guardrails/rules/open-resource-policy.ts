import { letsEverybodyIn } from "../../iam/breadth.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";

/** Resource types whose attribute `policy` is a resource policy. */
const TYPES = [
  "aws_s3_bucket_policy",
  "aws_kms_key",
  "aws_kms_key_policy",
  "aws_sqs_queue",
  "aws_sqs_queue_policy",
  "aws_sns_topic",
  "aws_sns_topic_policy",
  "aws_secretsmanager_secret_policy",
  "aws_ecr_repository_policy",
  "aws_cloudwatch_event_bus_policy",
];

/** CORDON-IAM-008: The policy of a resource lets everybody in. */
export const openResourcePolicy: Guardrail = {
  id: "CORDON-IAM-008",
  title: "The policy of a resource lets everybody in",
  severity: "critical",
  why: "Any AWS account, for some services any address of the internet, may use it.",
  fix: "Name the accounts, roles or services, or add a condition such as aws:SourceAccount or aws:PrincipalOrgID.",
  equivalents: {
    checkov: ["CKV_AWS_33", "CKV_AWS_70", "CKV_AWS_72", "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_283"],
    trivy: ["AWS-0097"],
    cdkNag: ["SQSQueuePolicy"],
    cis: [],
    nist: ["AC-3", "AC-4", "AC-6"],
  },
  *check(network) {
    for (const resource of network.resources(...TYPES)) {
      const document = policyDocument(network.model, resource.values.get("policy"));
      if (document.kind === "unknown")
        yield undecided(resource.id, "its policy is not determined by the input");
      if (document.kind !== "statements") continue;
      const open = document.statements.find(letsEverybodyIn);
      if (open !== undefined)
        yield violated(resource.id, `it allows ${open.actions.join(", ") || "actions"} to everybody`);
    }
  },
};
