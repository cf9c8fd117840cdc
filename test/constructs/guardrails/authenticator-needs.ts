import type { Attributes } from "../synthesized.js";
import type { FunctionCall, FunctionCalls } from "./broker-needs.js";
import { ACCOUNT, REGION } from "./deployed-stack.js";

const regional = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const calls = (
  actions: readonly string[],
  resource: string,
  context: FunctionCall["context"] = {},
): FunctionCall[] => actions.map((action) => ({ action, resource, context }));
const leading = (key: string) => ({ "dynamodb:LeadingKeys": key });

const TABLE_ACTIONS = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"];
/** Of people, whose factors and sessions are nothing to operators. */
const PARTITIONS_OF_PEOPLE = ["challenge/", "code/", "credential/", "device-key/", "handle/"];

/**
 * The calls of one of the two functions of an authenticator: one signs and makes no key, the other makes keys and signs
 * with none, and neither writes an access policy.
 */
export function authenticatorCalls({ environment }: Attributes): FunctionCalls {
  const { variables } = environment as { readonly variables: Readonly<Record<string, string>> };
  const get = (name: string) => variables[`CORDON_${name}`] ?? "";
  const isOperator = get("SIGNER_ROLE") !== "";
  const table = (name: string) => regional("dynamodb", `table/${get(name)}`);
  const people = table("IDENTITY_TABLE");
  const subjects = table("SUBJECT_TABLE");
  const newKey = (spec: string) => ({ "kms:KeySpec": spec, "kms:KeyUsage": "SIGN_VERIFY" });
  const written = (subject: string, attribute: string) => ({
    ...leading(subject),
    "dynamodb:Attributes": attribute,
  });
  return {
    does: [
      ...["person/", "session/u-17/"].flatMap((key) => calls(TABLE_ACTIONS, people, leading(key))),
      ...(isOperator
        ? []
        : PARTITIONS_OF_PEOPLE.flatMap((key) => calls(TABLE_ACTIONS, people, leading(key)))),
      ...calls(["dynamodb:BatchGetItem", "dynamodb:GetItem"], subjects),
      ...calls(["dynamodb:BatchGetItem", "dynamodb:GetItem"], table("DEVICE_TABLE")),
      ...calls(["dynamodb:UpdateItem"], subjects, written("user:u-17", "risk")),
      ...calls(["dynamodb:UpdateItem"], subjects, written("session:s-1", "revoked")),
      ...calls(["dynamodb:UpdateItem"], table("DEVICE_TABLE"), leading("d-1")),
      ...(isOperator
        ? calls(["kms:CreateKey"], "*", newKey("ECC_NIST_P256"))
        : calls(["sns:Publish"], get("NOTICE_TOPIC"))),
    ],
    mayNot: [
      ...calls(["dynamodb:UpdateItem"], subjects, written("bundle:policies", "risk")),
      ...calls(["dynamodb:UpdateItem"], subjects, written("user:u-17", "policies")),
      ...calls(["dynamodb:DeleteItem", "dynamodb:PutItem"], subjects, leading("user:u-17")),
      ...calls(["dynamodb:Scan"], people),
      ...calls(["kms:CreateKey"], "*", newKey("SYMMETRIC_DEFAULT")),
      ...calls(["kms:Sign"], regional("kms", "key/any")),
      ...(isOperator
        ? [
            ...PARTITIONS_OF_PEOPLE.flatMap((key) => calls(["dynamodb:GetItem"], people, leading(key))),
            ...calls(["sns:Publish"], regional("sns", "people")),
          ]
        : calls(["kms:CreateKey"], "*", newKey("ECC_NIST_P256"))),
    ],
    never: [],
  };
}
