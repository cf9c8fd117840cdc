import { attributeOf, isSet, satisfies } from "../../terraform/attribute.js";
import { numberOf } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

const SHORTEST_DAYS = 7;

/** CORDON-RDS-003: A database keeps backups for less than seven days. */
export const databaseWithoutBackups: Guardrail = {
  id: "CORDON-RDS-003",
  title: "A database keeps backups for less than seven days",
  severity: "medium",
  why: "Damage that is noticed after a weekend can then not be undone.",
  fix: "Set backup_retention_period to 7 or more.",
  equivalents: {
    checkov: ["CKV_AWS_133"],
    trivy: ["AWS-0077"],
    cdkNag: ["RDSInstanceBackupEnabled"],
    cis: [],
    nist: ["CP-9", "CP-10", "SI-12"],
  },
  *check(network) {
    for (const database of network.resources("aws_db_instance", "aws_rds_cluster")) {
      if (isSet(attributeOf(database, "replicate_source_db")) !== "no") continue;
      yield* requirement(
        satisfies(
          attributeOf(database, "backup_retention_period"),
          (days) => (numberOf(days) ?? 0) >= SHORTEST_DAYS,
        ),
        database.id,
        "its backups are kept for less than seven days",
        "how long its backups are kept",
      );
    }
  },
};
