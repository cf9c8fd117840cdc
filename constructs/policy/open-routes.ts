import { quote } from "../../core/errors.js";
import { append } from "../../core/json/append.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** A route that anybody may call: a health check, a preflight request of browsers. */
export interface OpenRoute {
  /** "GET /health" */
  readonly route: string;
  /** Why anybody may call it. */
  readonly reason: string;
}

/** A route as the API declares it. */
export interface DeclaredRoute {
  /** "GET /orders/{id}" */
  readonly key: string;
  /** Construct path. */
  readonly where: string;
  readonly authorization: string | undefined;
  /** Puts the authorizer before the route; the problems that keep it from there. */
  readonly protect: () => readonly PolicyEngineProblem[];
}

/** Puts the authorizer before every route but the open ones. */
export function protectRoutes(
  routes: readonly DeclaredRoute[],
  open: readonly OpenRoute[],
  where: string,
): PolicyEngineProblem[] {
  const problems: PolicyEngineProblem[] = [];
  for (const { route, reason } of open) {
    if (reason.trim() === "") problems.push(openProblem("a route is open without a reason", route, where));
    if (!routes.some(({ key }) => key === route)) problems.push(unknownRoute(route, routes, where));
  }
  for (const route of routes) {
    if (open.some((one) => one.route === route.key)) continue;
    const { authorization = "NONE" } = route;
    if (authorization === "NONE") append(problems, route.protect());
    else
      problems.push(openProblem(`the route has the authorization ${authorization}`, route.key, route.where));
  }
  return problems;
}

function openProblem(summary: string, route: string, where: string): PolicyEngineProblem {
  return {
    code: "CORDON_PROTECT_ROUTE_OPEN",
    summary,
    got: quote(route),
    allowed: "routes without an authorization of their own, which get ours, and open ones with a reason",
    fix: "leave the authorization to protect(), or list the route under `open` with the reason",
    where,
  };
}

function unknownRoute(route: string, routes: readonly DeclaredRoute[], where: string): PolicyEngineProblem {
  return {
    code: "CORDON_PROTECT_ROUTE_UNKNOWN",
    summary: "the API has no such route to be open",
    got: quote(route),
    allowed: routes.map(({ key }) => key).join(", ") || "no route",
    fix: "correct the route, or delete the exception",
    where,
  };
}
