import { verb } from "../command.js";
import { format, now, option, policies, required } from "../options.js";
import type { PolicyExplainOptions } from "./explain-run.js";

/** `cordon policy explain`. */
export const policyExplain = verb<readonly [], PolicyExplainOptions>({
  name: "explain",
  summary: "explain one decision: every policy, every condition, what would have allowed it",
  description:
    "Decides one request and shows how every policy stands to it: whether it is about the subject, action and " +
    "resource, which condition was true, false or unknown, and what would have allowed the request.",
  options: [
    policies(),
    required("--request <file|->", "one request as JSON; - reads standard input"),
    format<PolicyExplainOptions["format"]>(["table", "json"]),
    option("--all", "in the table, list the policies that are not about the request too"),
    now("the time of a request whose context has none (RFC 3339)"),
  ],
  exitCodes: "0 the request is allowed, 1 it is denied, 2 unreadable policies or request.",
  example: "cordon policy explain --policies examples/policies --request request.json",
  load: async () => (await import("./explain-run.js")).runPolicyExplain,
});
