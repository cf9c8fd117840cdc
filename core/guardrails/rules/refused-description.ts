import { type Problem, quote } from "../../errors.js";
import { checkReason } from "../../network/text.js";
import { attributeOf } from "../../terraform/attribute.js";
import { type Guardrail, type Observation, violated } from "../guardrail.js";

/** What EC2 takes as the description of a group: also "&" (API reference, CreateSecurityGroup, GroupDescription). */
const GROUP_DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{0,255}$/;

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
      if (!GROUP_DESCRIPTION.test(description)) {
        yield violated(group.id, `EC2 refuses the description ${quote(description)}`);
      }
    }
  },
};

function* refusals(resource: string, problems: readonly Problem[]): Iterable<Observation> {
  for (const { summary, fix } of problems)
    yield violated(resource, summary, `${fix.charAt(0).toUpperCase()}${fix.slice(1)}.`);
}
