import { quote } from "../../core/errors.js";
import { HEAD_ACTION } from "../../core/policy/language/head-action.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** What a request to one route does to what. */
export interface ApiRoute {
  readonly action: string;
  /** May hold parameters of the route: "orders/{id}". */
  readonly resource: string;
}

/** A method and a path as API Gateway writes the key of a route, or its route for all others. */
const ROUTE_KEY = /^(?:(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|ANY) \/\S*|\$default)$/;
const PARAMETER = /\{[^{}]*\}/g;

/** Whether the table gives HEAD requests an action of their own. */
export function namesHead(routes: Readonly<Record<string, ApiRoute>>): boolean {
  return Object.entries(routes).some(
    ([key, { action }]) => key.startsWith("HEAD ") || action === HEAD_ACTION,
  );
}

/** What is wrong with the routes of a policy engine. */
export function routeProblems(
  routes: Readonly<Record<string, ApiRoute>>,
  where: string,
): PolicyEngineProblem[] {
  return Object.entries(routes).flatMap(([key, { action, resource }]) => {
    const problem = (summary: string, got: string, allowed: string): PolicyEngineProblem => ({
      code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      summary,
      got: quote(got),
      allowed,
      fix: `correct routes[${quote(key)}]`,
      where,
    });
    const parameters: readonly string[] = key.match(PARAMETER) ?? [];
    const unknown = (resource.match(PARAMETER) ?? []).filter((name) => !parameters.includes(name));
    return [
      ...(ROUTE_KEY.test(key)
        ? []
        : [problem("this is not the key of a route", key, '"GET /orders/{id}", or "$default"')]),
      ...(action === "" ? [problem("the route has no action", action, "an action, not empty")] : []),
      ...(resource === "" ? [problem("the route has no resource", resource, "a resource, not empty")] : []),
      ...unknown.map((name) =>
        problem(
          "the resource has a parameter that the route does not have",
          name,
          parameters.join(", ") || "no parameter",
        ),
      ),
    ];
  });
}
