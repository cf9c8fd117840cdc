import { attributeOf, satisfies } from "../../terraform/attribute.js";
import { textOf } from "../../terraform/value.js";
import { type Guardrail, requirement } from "../guardrail.js";

/** CORDON-API-001: A route of an API asks for no authentication. */
export const routeWithoutAuthorizer: Guardrail = {
  id: "CORDON-API-001",
  title: "A route of an API asks for no authentication",
  severity: "high",
  why: "Everybody on the internet may call it.",
  fix: "Set authorization_type to CUSTOM, JWT or AWS_IAM, with the authorizer.",
  equivalents: {
    checkov: ["CKV_AWS_59", "CKV_AWS_309"],
    trivy: ["AWS-0004"],
    cdkNag: ["APIG4"],
    cis: [],
    nist: ["AC-3", "AC-17"],
  },
  *check(network) {
    for (const route of network.resources("aws_apigatewayv2_route")) {
      yield* requirement(
        satisfies(attributeOf(route, "authorization_type"), isAuthorized),
        route.id,
        "everybody may call the route",
        "who may call the route",
      );
    }
    for (const method of network.resources("aws_api_gateway_method")) {
      if (textOf(attributeOf(method, "http_method")) === "OPTIONS") continue;
      yield* requirement(
        satisfies(attributeOf(method, "authorization"), isAuthorized),
        method.id,
        "everybody may call the method",
        "who may call the method",
      );
    }
  },
};

function isAuthorized(type: unknown): boolean {
  return typeof type === "string" && type !== "" && type !== "NONE";
}
