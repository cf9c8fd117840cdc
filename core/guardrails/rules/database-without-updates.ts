import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-RDS-006: A database does not take minor upgrades by itself. */
export const databaseWithoutUpdates: Guardrail = {
  id: "CORDON-RDS-006",
  title: "A database does not take minor upgrades by itself",
  severity: "low",
  why: "Known flaws stay open until somebody remembers.",
  fix: "Leave auto_minor_version_upgrade at true.",
  equivalents: {
    checkov: ["CKV_AWS_226"],
    trivy: [],
    cdkNag: ["RDSAutomaticMinorVersionUpgradeEnabled"],
    cis: ["2.3.2"],
    nist: ["SI-2"],
  },
  *check(network) {
    for (const resource of network.resources("aws_db_instance", "aws_rds_cluster_instance")) {
      yield* requirement(
        isOn(attributeOf(resource, "auto_minor_version_upgrade"), true),
        resource.id,
        "minor upgrades are switched off",
        "whether minor upgrades are taken",
      );
    }
  },
};
