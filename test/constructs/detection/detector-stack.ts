import type { TerraformStack } from "cdktf";
import { AccessLog } from "../../../constructs/detection/access-log.js";
import { AnomalyDetector } from "../../../constructs/detection/anomaly-detector.js";
import type { AnomalyDetectorProps } from "../../../constructs/detection/anomaly-detector-props.js";

export const NOTIFY = ["security@example.com"];

/** A detector with usual settings but the given ones, and with a log of its own where none is given. */
export function detectorIn(
  stack: TerraformStack,
  props: Partial<AnomalyDetectorProps> = {},
): AnomalyDetector {
  const log = props.log ?? new AccessLog(stack, "log", { name: "shop" });
  return new AnomalyDetector(stack, "detector", {
    name: "shop",
    budgetPerDay: 5,
    notify: NOTIFY,
    ...props,
    log,
  });
}
