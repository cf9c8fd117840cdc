import { attributeOf, isOn, isSet } from "../../terraform/attribute.js";
import { allOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-ATHENA-001: The results of a workgroup are not encrypted, or its clients may choose otherwise. */
export const queryResultsWithoutEncryption: Guardrail = {
  id: "CORDON-ATHENA-001",
  title: "The results of a workgroup are not encrypted, or its clients may choose otherwise",
  severity: "medium",
  why: "Results are copies of the data that were asked for, in another bucket with other readers.",
  fix: "Set configuration.result_configuration.encryption_configuration and leave enforce_workgroup_configuration at true.",
  equivalents: {
    checkov: ["CKV_AWS_82", "CKV_AWS_159"],
    trivy: ["AWS-0006", "AWS-0007"],
    cdkNag: ["ATH1"],
    cis: [],
    nist: ["SC-13", "SC-28"],
  },
  *check(network) {
    for (const workgroup of network.resources("aws_athena_workgroup")) {
      yield* requirement(
        allOf(
          isSet(
            attributeOf(
              workgroup,
              "configuration",
              "result_configuration",
              "encryption_configuration",
              "encryption_option",
            ),
          ),
          isOn(attributeOf(workgroup, "configuration", "enforce_workgroup_configuration"), true),
        ),
        workgroup.id,
        "the encryption of its query results is not set or not enforced",
        "whether its query results are encrypted",
      );
    }
  },
};
