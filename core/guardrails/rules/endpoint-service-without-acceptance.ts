import { attributeOf, isOn } from "../../terraform/attribute.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-NET-022: An endpoint service accepts every connection. */
export const endpointServiceWithoutAcceptance: Guardrail = {
  id: "CORDON-NET-022",
  title: "An endpoint service accepts every connection",
  severity: "medium",
  why: "Every account that may see the service gets a way into the network behind it without being asked.",
  fix: "Set acceptance_required to true.",
  equivalents: { checkov: ["CKV_AWS_123"], trivy: [], cdkNag: [], cis: [], nist: ["AC-3", "AC-4"] },
  *check(network) {
    for (const service of network.resources("aws_vpc_endpoint_service")) {
      yield* requirement(
        isOn(attributeOf(service, "acceptance_required"), false),
        service.id,
        "connections to the service are accepted without being asked for",
        "whether connections must be accepted",
      );
    }
  },
};
