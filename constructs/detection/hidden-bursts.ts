import type { ApiGatewayAuthorizer } from "@cdktf/provider-aws/lib/api-gateway-authorizer/index.js";
import type { Apigatewayv2Authorizer } from "@cdktf/provider-aws/lib/apigatewayv2-authorizer/index.js";
import type { IConstruct } from "constructs";
import { HttpApiProtection } from "../policy/http-api-protection.js";
import { RestApiProtection } from "../policy/rest-api-protection.js";

/** Paths of the authorizers below a construct that reuse an answer: one record stands for many requests then. */
export function cachingAuthorizers(root: IConstruct): readonly string[] {
  return root.node
    .findAll()
    .filter(
      (one): one is HttpApiProtection | RestApiProtection =>
        one instanceof HttpApiProtection || one instanceof RestApiProtection,
    )
    .filter(({ authorizer }) => secondsOf(authorizer) > 0)
    .map(({ authorizer }) => authorizer.node.path);
}

function secondsOf(authorizer: ApiGatewayAuthorizer | Apigatewayv2Authorizer): number {
  return authorizer.authorizerResultTtlInSecondsInput ?? 0;
}
