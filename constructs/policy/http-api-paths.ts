import type { Apigatewayv2ApiMapping } from "@cdktf/provider-aws/lib/apigatewayv2-api-mapping/index.js";
import type { Apigatewayv2Route } from "@cdktf/provider-aws/lib/apigatewayv2-route/index.js";
import type { Apigatewayv2Stage } from "@cdktf/provider-aws/lib/apigatewayv2-stage/index.js";
import { quote } from "../../core/errors.js";
import type { PolicyEngineProblem } from "./error-codes.js";
import type { OpenRoute } from "./open-routes.js";
import { refersTo } from "./same-api.js";

/** Name of a stage, and key of a route, that say nothing about the path. */
const DEFAULT = "$default";

/**
 * The problems of the route "$default" behind a mapping. Other routes say with their parameters what the router saw; its
 * events do not say where the mapping's key or the stage ends, so that `admin/keys` could be decided on as
 * `v1/admin/keys`.
 */
export function unknownPaths(
  routes: readonly Apigatewayv2Route[],
  mappings: readonly Apigatewayv2ApiMapping[],
  stages: readonly Apigatewayv2Stage[],
  open: readonly OpenRoute[],
): PolicyEngineProblem[] {
  const base = mappings.find((mapping) => addsToPath(mapping, stages));
  const isOpen = open.some(({ route }) => route === DEFAULT);
  if (base === undefined || isOpen) return [];
  return routes
    .filter(({ routeKeyInput }) => routeKeyInput === DEFAULT)
    .map((route) => ({
      code: "CORDON_PROTECT_PATH_UNKNOWN",
      summary: "the route $default does not say what of the path belongs to the mapping",
      got: `mapping ${quote(base.apiMappingKeyInput ?? "")} of ${base.node.path}`,
      allowed: "$default behind a mapping without a key to the stage $default, or routes with a path",
      fix: 'declare "ANY /{proxy+}" and "ANY /" instead',
      where: route.node.path,
    }));
}

function addsToPath(mapping: Apigatewayv2ApiMapping, stages: readonly Apigatewayv2Stage[]): boolean {
  const { apiMappingKeyInput: key, stageInput: name } = mapping;
  const isDefault =
    name === DEFAULT || stages.some((stage) => stage.nameInput === DEFAULT && refersTo(name, stage));
  return (key ?? "") !== "" || !isDefault;
}
