import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-RDS-004: A database can be deleted by one call. */
export const databaseDeletion: Guardrail = {
  id: "CORDON-RDS-004",
  title: "A database can be deleted by one call",
  severity: "medium",
  why: "One wrong apply destroys the data and, with them, the automated backups.",
  fix: "Set deletion_protection to true.",
  equivalents: {
    checkov: ["CKV_AWS_293"],
    trivy: ["AWS-0177"],
    cdkNag: ["RDS10", "RDSInstanceDeletionProtectionEnabled"],
    cis: [],
    nist: ["CP-9", "SC-5"],
  },
  *check(network) {
    for (const resource of network.resources("aws_db_instance", "aws_rds_cluster")) {
      yield* requirement(
        isOn(attributeOf(resource, "deletion_protection"), false),
        resource.id,
        "deletion protection is off",
        "whether deletion protection is on",
      );
    }
  },
};
