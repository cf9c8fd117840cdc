import type { Statement } from "../iam/statement.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import { blocksAt } from "../terraform/attribute.js";
import { isBlock, type Value } from "../terraform/value.js";
import { policyDocument } from "./iam-document.js";
import { isCeiling } from "./permissions-ceiling.js";

/** A statement that gives permissions to the principals that the policy is attached to. */
export interface IdentityStatement {
  /** Id of the resource that holds the policy. */
  readonly resource: string;
  readonly statement: Statement;
}

/** Every identity policy that gives permissions, with the resource that holds it. */
export function* identityPolicies(
  network: CheckedNetwork,
): Iterable<{ readonly resource: string; readonly policy: Value | undefined }> {
  for (const resource of network.resources(
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
    "aws_iam_group_policy",
    "aws_ssoadmin_permission_set_inline_policy",
  )) {
    const { id, values } = resource;
    if (isCeiling(resource, network)) continue;
    yield { resource: id, policy: values.get("policy") ?? values.get("inline_policy") };
  }
  for (const role of network.resources("aws_iam_role")) {
    for (const block of blocksAt(role.values, "inline_policy").blocks) {
      if (isBlock(block)) yield { resource: role.id, policy: block.get("policy") };
    }
  }
}

/** Every statement of an identity policy that allows something. */
export function* identityStatements(network: CheckedNetwork): Iterable<IdentityStatement> {
  for (const { resource, policy } of identityPolicies(network)) {
    const document = policyDocument(network.model, policy);
    if (document.kind !== "statements") continue;
    for (const statement of document.statements) {
      if (statement.effect === "Allow") yield { resource, statement };
    }
  }
}
