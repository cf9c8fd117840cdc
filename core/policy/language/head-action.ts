import { quote } from "../../errors.js";
import type { PolicyProblem } from "./error-codes.js";
import { compilePattern, matchesPattern } from "./pattern.js";
import type { PolicySet } from "./policy-reader.js";

/** The action of a HEAD request, where a table of routes or a program names it; else HEAD is `http:GET`. */
export const HEAD_ACTION = "http:HEAD";

/**
 * The problems of policies with actions that mean HEAD requests alone: no request is one of them, so a denial would deny
 * nothing. For callers that know that nothing names the action.
 */
export function headActionProblems({ policies, places }: PolicySet): PolicyProblem[] {
  return policies.flatMap(({ id, actions }) =>
    actions.filter(meansHeadAlone).map((action) => ({
      code: "CORDON_POLICY_HEAD_ACTION" as const,
      summary: `policy ${quote(id)} names HEAD requests, which are http:GET to the policies`,
      got: quote(action),
      allowed:
        "http:GET, which HEAD requests are too, or an action that a table of routes gives to a HEAD route",
      fix: "write http:GET, or name the route in the table",
      where: places.get(id) ?? id,
    })),
  );
}

function meansHeadAlone(action: string): boolean {
  const pattern = compilePattern(action);
  const isHttp = pattern.prefix.startsWith("http:");
  return isHttp && matchesPattern(pattern, HEAD_ACTION) && !matchesPattern(pattern, "http:GET");
}
