import { quote } from "../errors.js";
import type { NetworkProblem } from "./error-codes.js";

/** CDKTF encodes a number that is known only at deployment as a double at or below this one. */
const HIGHEST_NUMBER_TOKEN = -1e288;

/**
 * What Terraform replaces in a text: an interpolation "${", which every string token of cdktf is too, a directive
 * "%{", or the element of a cdktf list token, which its user cannot index before deployment.
 */
const REPLACED_AT_DEPLOYMENT = /[$%]\{|#\{TfToken\[/;

/**
 * Whether the value stands for one that only Terraform knows: a CDKTF token or a Terraform template.
 *
 * It is recognised by its text, because core knows nothing of cdktf; number tokens are huge negative doubles
 * (cdktf, lib/tokens/private/encoding).
 */
export function isToken(value: unknown): boolean {
  return typeof value === "string"
    ? REPLACED_AT_DEPLOYMENT.test(value)
    : typeof value === "number" && value <= HIGHEST_NUMBER_TOKEN;
}

/** The problem of a token where a literal is needed. */
export function tokenProblem(value: unknown, allowed: string, fix: string): NetworkProblem {
  return {
    code: "CORDON_TOKEN_NOT_ALLOWED",
    summary: "this value is known only at deployment, so it can be neither checked nor proven",
    got: quote(value),
    allowed,
    fix,
  };
}
