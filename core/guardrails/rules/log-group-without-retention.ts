import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { numberOf } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

const SHORTEST_DAYS = 365;

/** CORDON-LOG-001: A log group keeps its logs for ever or not long enough. */
export const logGroupWithoutRetention: Guardrail = {
  id: "CORDON-LOG-001",
  title: "A log group keeps its logs for ever or not long enough",
  severity: "low",
  why: "For ever is a cost and a risk; less than a year is shorter than most intrusions stay unseen.",
  fix: "Set retention_in_days to 365 or more.",
  equivalents: {
    checkov: ["CKV_AWS_66", "CKV_AWS_338"],
    trivy: [],
    cdkNag: ["CloudWatchLogGroupRetentionPeriod"],
    cis: [],
    nist: ["AU-11", "SI-12"],
  },
  *check(network) {
    for (const group of network.resources("aws_cloudwatch_log_group")) {
      yield* requirement(
        satisfies(attributeOf(group, "retention_in_days"), (days) => (numberOf(days) ?? 0) >= SHORTEST_DAYS),
        group.id,
        "its logs are kept for ever, or for less than a year",
        "how long its logs are kept",
      );
    }
  },
};
