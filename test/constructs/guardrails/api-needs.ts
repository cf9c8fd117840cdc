import type { DeployedResource, DeployedStack } from "./deployed-stack.js";
import { need, type PermissionNeed } from "./permission-need.js";

/** An authorizer of an API of either kind can invoke its function, and that API alone may. */
export function authorizerNeeds(
  { address, name, type, attributes }: DeployedResource,
  stack: DeployedStack,
  idOfApi: string,
): PermissionNeed[] {
  const [, api] = String(attributes[idOfApi]).split("/");
  const invoked = /aws_lambda_function\/([\w-]+)\/invoke_arn/.exec(String(attributes["authorizer_uri"]))?.[1];
  const permissions = stack.ofType("aws_lambda_permission").filter(({ attributes: one }) => {
    const source = String(one["source_arn"]);
    const isOfFunction = stack.resources.some(
      (other) => other.name === invoked && other.attributes["function_name"] === one["function_name"],
    );
    return (
      isOfFunction &&
      one["principal"] === "apigateway.amazonaws.com" &&
      one["action"] === "lambda:InvokeFunction" &&
      source.includes(`/${api}/execution_arn/authorizers/`) &&
      source.endsWith(`${type}/${name}/id`)
    );
  });
  return [need(`${address} invokes its function`, permissions.length === 1)];
}

/** A function behind an API lets that API call it, on one permission for all of its routes. */
export function integrationNeeds(
  { address, attributes }: DeployedResource,
  stack: DeployedStack,
  idOfApi: string,
  uri: string,
): PermissionNeed[] {
  const [, api] = String(attributes[idOfApi]).split("/");
  const invoked = /aws_lambda_function\/([\w-]+)\/invoke_arn/u.exec(String(attributes[uri]))?.[1];
  if (invoked === undefined) return [];
  const name = stack.resources.find((one) => one.name === invoked)?.attributes["function_name"];
  const permissions = stack
    .ofType("aws_lambda_permission")
    .filter(
      ({ attributes: one }) =>
        one["function_name"] === name &&
        one["principal"] === "apigateway.amazonaws.com" &&
        one["action"] === "lambda:InvokeFunction" &&
        String(one["source_arn"]).includes(`/${api}/execution_arn/`),
    );
  return [need(`${address} calls its function`, permissions.length === 1)];
}
