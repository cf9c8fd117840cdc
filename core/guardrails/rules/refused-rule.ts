import { type Guardrail, violated } from "../guardrail.js";

/** CORDON-NET-025: EC2 refuses a security-group rule. */
export const refusedRule: Guardrail = {
  id: "CORDON-NET-025",
  title: "EC2 refuses a security-group rule",
  severity: "high",
  why: "Terraform finds out only during the apply, which then stops half-way; until it is mended the rule lets nothing through.",
  fix: "Correct the value.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-6", "SI-10"] },
  *check(network) {
    for (const { rule, problem } of network.model.refusedRules) {
      yield violated(
        rule,
        `${problem.summary}: ${problem.got}; allowed: ${problem.allowed}`,
        sentence(problem.fix),
      );
    }
  },
};

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
