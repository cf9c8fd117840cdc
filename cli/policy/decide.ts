import { verb } from "../command.js";
import { format, now, option, policies, required } from "../options.js";
import type { PolicyDecideOptions } from "./decide-run.js";

/** `cordon policy decide`. */
export const policyDecide = verb<readonly [], PolicyDecideOptions>({
  name: "decide",
  description: "Decide access requests: one JSON request per line in, one decision per line out.",
  options: [
    policies(),
    required("--requests <file|->", "requests, one JSON object per line; - reads standard input"),
    option(
      "--entitlements <file>",
      "entitlements; a denial names those of kind policy whose grant would turn it into an allow",
    ),
    format<PolicyDecideOptions["format"]>(["json", "table"], "JSON lines, or a table"),
    now("the time of requests whose context has none (RFC 3339); left out, theirs is unknown"),
  ],
  exitCodes: `0 every request is allowed, 1 at least one is denied, 2 unreadable policies or requests.
A line that is not a request is denied as invalid_request, and the rest goes on.`,
  example: `cordon policy decide --policies examples/policies --requests examples/policy-requests.jsonl
  {"decision":"allow","reason":"allowed","policy":"orders-read",...}`,
  load: async () => (await import("./decide-run.js")).runPolicyDecide,
});
