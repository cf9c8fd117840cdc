import type { CheckedNetwork } from "../../reachability/checked-network.js";
import type { Rule } from "../../reachability/model.js";
import { Reference, Unresolved } from "../../terraform/value.js";
import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-008: A security-group rule has no description. */
export const ruleWithoutReason: Guardrail = {
  id: "CORDON-NET-008",
  title: "A security-group rule has no description",
  severity: "low",
  why: "Nobody dares to delete a rule whose reason is not known, so it stays for ever.",
  fix: "Say in the description why the conversation is needed.",
  equivalents: { checkov: ["CKV_AWS_23"], trivy: ["AWS-0124"], cdkNag: [], cis: [], nist: ["CM-3", "CM-6"] },
  *check(network) {
    for (const rule of network.model.rules) {
      if (!hasReason(network, rule))
        yield violated(rule.id, `the ${rule.direction} rule of ${rule.group} does not say why it is there`);
    }
  },
};

/** What Terraform writes where nobody wrote anything. */
const PLACEHOLDER = "Managed by Terraform";

function hasReason(network: CheckedNetwork, rule: Rule): boolean {
  // The rules that AWS gives a default group are written by nobody.
  if (!network.model.resources.has(rule.resource)) return true;
  const written =
    rule.style === "inline"
      ? undefined
      : network.model.resources.get(rule.resource)?.values.get("description");
  if (written instanceof Reference || written instanceof Unresolved) return true;
  const text = rule.description?.trim() ?? "";
  return text !== "" && text !== PLACEHOLDER;
}
