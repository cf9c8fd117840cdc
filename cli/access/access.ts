import { group } from "../command.js";
import { accessCheck } from "./check.js";
import { accessDiff } from "./diff.js";
import { accessPlan } from "./plan.js";

/** `cordon access` and its verbs. */
export const access = group(
  {
    name: "access",
    summary: "plan just-in-time grants; check and compare entitlements",
    description: "Just-in-time access: who may request what, approved by whom, for how long at most.",
    example: "cordon access check entitlements.json",
    isTerse: true,
  },
  [accessPlan, accessCheck, accessDiff],
);
