import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-NET-009: A security group has no description. */
export const groupWithoutDescription: Guardrail = {
  id: "CORDON-NET-009",
  title: "A security group has no description",
  severity: "low",
  why: "EC2 never lets it be changed later; a group without purpose ends up on workloads that it was not made for.",
  fix: "Write one constant sentence of what the group is for.",
  equivalents: {
    checkov: ["CKV_AWS_23"],
    trivy: ["AWS-0099"],
    cdkNag: ["EC27"],
    cis: [],
    nist: ["CM-6", "CM-8"],
  },
  *check(network) {
    for (const group of network.resources("aws_security_group")) {
      yield* requirement(
        satisfies(
          attributeOf(group, "description"),
          (text) => typeof text === "string" && text.trim() !== "" && text !== "Managed by Terraform",
        ),
        group.id,
        "the group does not say what it is for",
        "the description of the group",
      );
    }
  },
};
