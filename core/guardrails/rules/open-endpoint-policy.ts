import { letsEverybodyIn } from "../../iam/breadth.js";
import { attributeOf } from "../../terraform/attribute.js";
import { type Guardrail, undecided, violated } from "../guardrail.js";
import { policyDocument } from "../iam-document.js";

/** CORDON-NET-021: A VPC endpoint lets everybody do everything. */
export const openEndpointPolicy: Guardrail = {
  id: "CORDON-NET-021",
  title: "A VPC endpoint lets everybody do everything",
  severity: "medium",
  why: "Without a policy of its own the endpoint carries data to any account’s buckets, with any credentials.",
  fix: "Give the endpoint a policy that names your account or organization (aws:PrincipalAccount, aws:ResourceAccount).",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["AC-3", "AC-4", "AC-6"] },
  *check(network) {
    for (const endpoint of network.resources("aws_vpc_endpoint")) {
      const kind = attributeOf(endpoint, "vpc_endpoint_type");
      if (kind === "GatewayLoadBalancer" || kind === "Resource" || kind === "ServiceNetwork") continue;
      const own = network.companions(endpoint, "aws_vpc_endpoint_policy", "vpc_endpoint_id");
      const source = attributeOf(endpoint, "policy") ?? own.found[0]?.values.get("policy");
      const document = policyDocument(network.model, source);
      if (document.kind === "unknown" || (document.kind === "absent" && own.incomplete)) {
        yield undecided(endpoint.id, "the policy of the endpoint is not determined by the input");
      } else if (document.kind === "absent") {
        yield violated(
          endpoint.id,
          "the endpoint has no policy, so AWS lets everybody do everything through it",
        );
      } else if (
        document.statements.some((statement) => letsEverybodyIn(statement) && statement.actions.includes("*"))
      ) {
        yield violated(endpoint.id, "the policy of the endpoint lets everybody do everything");
      }
    }
  },
};
