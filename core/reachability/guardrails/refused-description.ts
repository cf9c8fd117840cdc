import type { Problem } from "../../errors.js";
import { checkGroupDescription, checkReason } from "../../network/text.js";
import { attributeOf } from "../attribute.js";
import { type Guardrail, type Observation, violated } from "../guardrail.js";

/** CORDON-NET-010: EC2 refuses a description. */
export const refusedDescription: Guardrail = {
  id: "CORDON-NET-010",
  title: "EC2 refuses a description",
  severity: "medium",
  why: "Terraform plans it without complaint; the apply then stops half-way, with some rules made and others not.",
  fix: "Use at most 255 characters of a-z A-Z 0-9, space and ._-:/()#,@[]+=;{}!$*.",
  equivalents: { checkov: [], trivy: [], cdkNag: [], cis: [], nist: ["CM-6"] },
  *check(network) {
    for (const rule of network.model.rules) {
      if (rule.description === undefined || rule.description === "") continue;
      const checked = checkReason(rule.description);
      if (!checked.ok) yield* refusals(rule.id, checked.problems);
    }
    for (const group of network.resources("aws_security_group")) {
      const description = attributeOf(group, "description");
      if (typeof description !== "string") continue;
      const checked = checkGroupDescription(description);
      if (!checked.ok) yield* refusals(group.id, checked.problems);
    }
  },
};

function* refusals(resource: string, problems: readonly Problem[]): Iterable<Observation> {
  for (const { summary, fix } of problems)
    yield violated(resource, summary, `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`);
}
