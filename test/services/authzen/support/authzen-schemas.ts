import { Ajv2020 } from "ajv/dist/2020.js";

/*
 * What the OpenID AuthZEN Authorization API 1.0 says about its messages, written down from the text of the
 * specification (sections "Information Model", "Access Evaluation API", "Access Evaluations API", "Reasons").
 *
 * The published JSON schemas say the same, but for one thing: since revision 05 theirs of a decision closes its
 * context without naming any property, which the specification's own examples do not keep either. This one takes the
 * stricter form before that: an id, and reasons whose fields are texts.
 */
const properties = { type: "object" };
const entity = {
  type: "object",
  required: ["type", "id"],
  properties: { type: { type: "string" }, id: { type: "string" }, properties },
  additionalProperties: false,
};
const action = {
  type: "object",
  required: ["name"],
  properties: { name: { type: "string" }, properties },
  additionalProperties: false,
};
const tuple = { subject: entity, resource: entity, action, context: { type: "object" } };
const reason = { type: "object", additionalProperties: { type: "string" } };

export const EVALUATION_REQUEST = {
  type: "object",
  required: ["subject", "resource", "action"],
  properties: tuple,
  additionalProperties: false,
};
export const EVALUATION_RESPONSE = {
  type: "object",
  required: ["decision"],
  properties: {
    decision: { type: "boolean" },
    context: {
      type: "object",
      required: ["id"],
      properties: { id: { type: "string" }, reason_admin: reason, reason_user: reason },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
};
export const EVALUATIONS_RESPONSE = {
  type: "object",
  required: ["evaluations"],
  properties: { evaluations: { type: "array", items: EVALUATION_RESPONSE } },
  additionalProperties: false,
};

const ajv = new Ajv2020({ strict: true });
export const isEvaluationRequest = ajv.compile(EVALUATION_REQUEST);
export const isEvaluationResponse = ajv.compile(EVALUATION_RESPONSE);
export const isEvaluationsResponse = ajv.compile(EVALUATIONS_RESPONSE);
