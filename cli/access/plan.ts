import { verb } from "../command.js";
import { option, required } from "../options.js";
import type { AccessPlanOptions } from "./plan-run.js";

/** `cordon access plan`. */
export const accessPlan = verb<readonly [], AccessPlanOptions>({
  name: "plan",
  summary: "say what a grant would be, without touching AWS",
  description:
    "Prints the answer to a request: ready, needs approval or refused, and the policy document with its deadline.",
  options: [
    required("--entitlements <file>", "a file of entitlements"),
    option("--request <file|->", "a request; - reads standard input"),
    option("--requests <file|->", "requests, one JSON object a line; - reads standard input"),
    required("--now <instant>", "the time at which it is planned (RFC 3339)"),
  ],
  exitCodes:
    "0 ready or needs approval, 1 refused (one of a stream at least), 2 bad usage or unreadable input.",
  example:
    "cordon access plan --entitlements entitlements.json --request request.json --now 2026-12-01T10:00:00Z",
  load: async () => (await import("./plan-run.js")).runAccessPlan,
});
