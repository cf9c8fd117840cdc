import { group } from "../command.js";
import { policyCheck } from "./check.js";
import { policyDecide } from "./decide.js";
import { policyDiff } from "./diff.js";
import { policyExplain } from "./explain.js";
import { policyTest } from "./test.js";

/** `cordon policy` and its verbs. */
export const policy = group(
  {
    name: "policy",
    summary: "decide requests; check, test, compare and explain access policies",
    description:
      "Access policies: who may do what on which resource under which conditions (docs/policy.md).",
    example: "cordon policy check policies/ && cordon policy test scenarios/",
  },
  [policyDecide, policyCheck, policyTest, policyDiff, policyExplain],
);
