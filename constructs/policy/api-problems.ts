import type { IResolvable, TerraformResource } from "cdktf";
import { ignoredProblems } from "./deployments.js";
import type { PolicyEngineProblem } from "./error-codes.js";

/** An API of either kind with its own endpoint. */
interface ClosableApi extends TerraformResource {
  readonly disableExecuteApiEndpointInput: boolean | IResolvable | undefined;
  disableExecuteApiEndpoint: boolean | IResolvable;
}

/**
 * Closes the endpoint of an API with a custom domain: it would be a way around the domain's mutual TLS, its firewall and
 * its distribution. A problem where somebody leaves it open on purpose.
 */
export function closeEndpoint(api: ClosableApi): PolicyEngineProblem[] {
  if (api.disableExecuteApiEndpointInput === false) return [endpointProblem(api.node.path)];
  api.disableExecuteApiEndpoint = true;
  return ignoredProblems(api, "disable_execute_api_endpoint");
}

function endpointProblem(where: string): PolicyEngineProblem {
  return {
    code: "CORDON_PROTECT_ENDPOINT_OPEN",
    summary: "the execute-api endpoint is open beside the API's custom domain",
    got: "disableExecuteApiEndpoint: false",
    allowed:
      "a closed endpoint: the open one leads around mutual TLS, firewall and distribution of the domain",
    fix: "leave disableExecuteApiEndpoint out",
    where,
  };
}

/** The problems of routes that are declared inside the API, where nobody can put an authorizer before them. */
export function unseenRoutes(
  declared: Readonly<Record<string, string | undefined>>,
  where: string,
): PolicyEngineProblem[] {
  return Object.entries(declared).flatMap(([attribute, value]) => {
    if (value === undefined) return [];
    return [
      {
        code: "CORDON_PROTECT_ROUTE_UNSEEN" as const,
        summary: "the API declares routes inside itself, where they cannot be protected",
        got: attribute,
        allowed: "routes as resources of their own",
        fix: `declare the routes as resources, and leave ${attribute} out`,
        where,
      },
    ];
  });
}

/** The problem of an API that is neither a REST API nor an HTTP API. */
export function unsupportedProblem(got: string, where: string): PolicyEngineProblem {
  return {
    code: "CORDON_PROTECT_API_UNSUPPORTED",
    summary: "the policy engine does not protect an API of this kind",
    got,
    allowed: 'a REST API, or an HTTP API with the literal protocolType "HTTP"',
    fix: "authorize WebSocket connections at their $connect route by other means",
    where,
  };
}

/** The problem of an API that is protected a second time. */
export function twiceProblem(where: string): PolicyEngineProblem {
  return {
    code: "CORDON_PROTECT_TWICE",
    summary: "the API is protected already",
    got: "another protect()",
    allowed: "one protect() for an API",
    fix: "delete one of them",
    where,
  };
}
