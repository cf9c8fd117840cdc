import { attributeOf, isOn } from "../../terraform/attribute.js";
import { not } from "../../terraform/knowledge.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-NET-017: A subnet gives every instance a public address. */
export const publicAddressesByDefault: Guardrail = {
  id: "CORDON-NET-017",
  title: "A subnet gives every instance a public address",
  severity: "medium",
  why: "One instance started in the wrong subnet is on the internet, with only its security group before it.",
  fix: "Set map_public_ip_on_launch to false and give a public address to the load balancer or gateway that needs it.",
  equivalents: {
    checkov: ["CKV_AWS_130"],
    trivy: ["AWS-0164"],
    cdkNag: ["VPCSubnetAutoAssignPublicIpDisabled"],
    cis: [],
    nist: ["AC-4", "SC-7"],
  },
  *check(network) {
    for (const subnet of network.resources("aws_subnet")) {
      yield* requirement(
        not(isOn(attributeOf(subnet, "map_public_ip_on_launch"), false)),
        subnet.id,
        "every instance of the subnet gets a public address",
        "whether instances of the subnet get a public address",
      );
    }
  },
};
