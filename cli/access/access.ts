import { group } from "../command.js";
import { accessApprove } from "./approve.js";
import { accessAudit } from "./audit.js";
import { accessCancel } from "./cancel.js";
import { accessCheck } from "./check.js";
import { accessCredentials } from "./credentials.js";
import { accessDeny } from "./deny.js";
import { accessDiff } from "./diff.js";
import { accessExtend } from "./extend.js";
import { accessList } from "./list.js";
import { accessPlan } from "./plan.js";
import { accessReport } from "./report.js";
import { accessRequest } from "./request.js";
import { accessReview } from "./review.js";
import { accessRevoke } from "./revoke.js";
import { accessShow } from "./show.js";
import { accessSweep } from "./sweep.js";

/** `cordon access` and its verbs. */
export const access = group(
  {
    name: "access",
    summary: "request and approve just-in-time grants; plan them, check entitlements",
    description: "Just-in-time access: who may request what, approved by whom, for how long at most.",
    notes:
      "Live verbs ask a deployed broker (--broker, with your AWS credentials), or run it on a folder (--local).",
    example: "cordon access check entitlements.json",
    isTerse: true,
  },
  [
    accessRequest,
    accessApprove,
    accessDeny,
    accessCancel,
    accessExtend,
    accessRevoke,
    accessReview,
    accessList,
    accessShow,
    accessCredentials,
    accessReport,
    accessSweep,
    accessAudit,
    accessPlan,
    accessCheck,
    accessDiff,
  ],
);
