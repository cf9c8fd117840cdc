import { attributeOf, isOn, isSet } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-RDS-001: A database is not encrypted. */
export const databaseWithoutEncryption: Guardrail = {
  id: "CORDON-RDS-001",
  title: "A database is not encrypted",
  severity: "high",
  why: "Snapshots and disks can be read by whoever copies them; it cannot be switched on later without a new database.",
  fix: "Set storage_encrypted to true and name a kms_key_id.",
  equivalents: {
    checkov: ["CKV_AWS_16", "CKV_AWS_96"],
    trivy: ["AWS-0079", "AWS-0080"],
    cdkNag: ["RDS2", "RDSStorageEncrypted"],
    cis: ["2.3.1"],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const resource of network.resources("aws_db_instance", "aws_rds_cluster")) {
      // A replica and a member of a cluster have what their source has.
      if (isSet(attributeOf(resource, "replicate_source_db")) !== "no") continue;
      yield* requirement(
        isOn(attributeOf(resource, "storage_encrypted"), false),
        resource.id,
        "its storage is not encrypted",
        "whether its storage is encrypted",
      );
    }
  },
};
