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
const PARAMETER_IN = /[{]/;
const PARAMETER = /\{[^{}]*\}/g;

/** Whether the table gives HEAD requests an action of their own. */
export function namesHead(routes: Readonly<Record<string, ApiRoute>>): boolean {
  return Object.entries(routes).some(
    ([key, { action }]) => key.startsWith("HEAD ") || action === HEAD_ACTION,
  );
}

/** The entries of the table for which no protected API has a route: the policies on them would decide nothing. */
export function unmatchedRoutes(
  routes: Readonly<Record<string, ApiRoute>>,
  declared: readonly string[],
  where: string,
): PolicyEngineProblem[] {
  return Object.keys(routes)
    .filter((key) => !declared.some((route) => takes(key, route)))
    .map((key) => ({
      code: "CORDON_POLICY_ENGINE_SETTING_REFUSED",
      summary: "no protected API has this route, so the entry would never be used",
      got: quote(key),
      allowed: declared.join(", ") || "no route",
      fix: `write the method and the path, parameters included, as the API has them, or delete routes[${quote(key)}]`,
      where,
    }));
}

/** Whether requests of a route of an API can be those of an entry; ANY is any method, on either side. */
function takes(key: string, route: string): boolean {
  if (key === route) return true;
  const [keyMethod, keyPath] = key.split(" ");
  const [method, path] = route.split(" ");
  return keyPath === path && keyPath !== undefined && (keyMethod === "ANY" || method === "ANY");
}

/**
 * Whether what a request is about depends on more than its route: on its path, because a parameter is in it or the
 * route is not in the table, or on its method.
 */
export function dependsOnPath(
  routes: Readonly<Record<string, ApiRoute>>,
  declared: readonly string[],
): boolean {
  return declared.some((route) => {
    const entry = Object.hasOwn(routes, route) ? routes[route] : undefined;
    if (entry === undefined || route === "$default") return true;
    const path = route.replace(/^ANY /, "");
    const others = path !== route && Object.keys(routes).some((key) => key !== route && takes(route, key));
    return others || PARAMETER_IN.test(route) || PARAMETER_IN.test(entry.resource);
  });
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
