import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-RDS-005: A database knows only passwords. */
export const databaseWithoutIamLogin: Guardrail = {
  id: "CORDON-RDS-005",
  title: "A database knows only passwords",
  severity: "medium",
  why: "A password works until somebody changes it; a token of IAM ends after 15 minutes and belongs to a person or a role.",
  fix: "Set iam_database_authentication_enabled to true.",
  equivalents: {
    checkov: ["CKV_AWS_161", "CKV_AWS_162"],
    trivy: ["AWS-0176"],
    cdkNag: ["RDS6"],
    cis: [],
    nist: ["AC-2", "IA-2", "IA-5"],
  },
  *check(network) {
    for (const resource of network.resources("aws_db_instance", "aws_rds_cluster")) {
      // Only these engines have it (Amazon RDS User Guide, "IAM database authentication").
      const engine = attributeOf(resource, "engine");
      if (typeof engine === "string" && !/mysql|mariadb|postgres|aurora/.test(engine)) continue;
      yield* requirement(
        isOn(attributeOf(resource, "iam_database_authentication_enabled"), false),
        resource.id,
        "IAM database authentication is off",
        "whether IAM database authentication is on",
      );
    }
  },
};
