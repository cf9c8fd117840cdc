import { attributeOf, isOn } from "../../terraform/attribute.js";
import { not } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-RDS-002: A database has a public address. */
export const publicDatabase: Guardrail = {
  id: "CORDON-RDS-002",
  title: "A database has a public address",
  severity: "critical",
  why: "Only its security group is then between the data and the internet.",
  fix: "Set publicly_accessible to false.",
  equivalents: {
    checkov: ["CKV_AWS_17"],
    trivy: ["AWS-0180"],
    cdkNag: ["RDS3", "RDSInstancePublicAccess"],
    cis: ["2.3.3"],
    nist: ["AC-3", "AC-4", "SC-7"],
  },
  *check(network) {
    for (const resource of network.resources("aws_db_instance", "aws_rds_cluster_instance")) {
      yield* requirement(
        not(isOn(attributeOf(resource, "publicly_accessible"), false)),
        resource.id,
        "it has a public address",
        "whether it has a public address",
      );
    }
  },
};
