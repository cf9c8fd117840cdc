import { attributeOf, isSet, satisfies } from "../../terraform/attribute.js";
import { anyOf } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-EC2-001: An instance answers metadata requests without a session token. */
export const instanceMetadataVersion1: Guardrail = {
  id: "CORDON-EC2-001",
  title: "An instance answers metadata requests without a session token",
  severity: "medium",
  why: "A request forged in the application reads the credentials of the instance’s role; security groups do not filter 169.254.169.254.",
  fix: 'Set metadata_options.http_tokens to "required".',
  equivalents: {
    checkov: ["CKV_AWS_79"],
    trivy: ["AWS-0028", "AWS-0130"],
    cdkNag: ["EC2IMDSv2Enabled"],
    cis: ["5.6"],
    nist: ["AC-3", "AC-6", "SC-7"],
  },
  *check(network) {
    for (const resource of network.resources("aws_instance", "aws_launch_template")) {
      yield* requirement(
        anyOf(
          satisfies(
            attributeOf(resource, "metadata_options", "http_tokens"),
            (tokens) => tokens === "required",
          ),
          satisfies(
            attributeOf(resource, "metadata_options", "http_endpoint"),
            (endpoint) => endpoint === "disabled",
          ),
          // What the instance leaves open, its launch template decides, and that is checked itself.
          isSet(attributeOf(resource, "launch_template")),
        ),
        resource.id,
        "the instance metadata service answers without a session token",
        "whether the instance metadata service wants a session token",
      );
    }
  },
};
