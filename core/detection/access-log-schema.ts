import { ACCESS_LOG_FIELDS, type AccessLogField, FIELD_TYPES } from "./access-log.js";

/** RFC 3339 in UTC with milliseconds: one way to write each instant, which sorts as a text too. */
export const TIMESTAMP_PATTERN =
  "^[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}Z$";

/** One column of a Glue table. */
export interface GlueColumn {
  readonly name: string;
  readonly type: string;
  readonly comment: string;
}

/** The columns of the Glue table of the access log, without the partition columns. */
export function accessLogColumns(): GlueColumn[] {
  return ACCESS_LOG_FIELDS.map(({ name, type, meaning }) => ({
    name,
    type: FIELD_TYPES[type].glue,
    comment: meaning,
  }));
}

/** The JSON schema (draft 2020-12) of an access-log record; `schemas/access-log-record.schema.json` holds it. */
export function accessLogJsonSchema() {
  const fields: readonly AccessLogField[] = ACCESS_LOG_FIELDS;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Access-log record",
    description: "One decision of the policy engine, one line of JSON.",
    type: "object",
    additionalProperties: false,
    required: fields.map(({ name }) => name),
    properties: Object.fromEntries(fields.map((field) => [field.name, propertySchema(field)])),
  };
}

function propertySchema(field: AccessLogField): Record<string, unknown> {
  const type = field.type === "double" ? "number" : "string";
  const schema = {
    description: field.meaning,
    type: field.nullable ? [type, "null"] : type,
  };
  switch (field.type) {
    case "timestamp":
      return { ...schema, format: "date-time", pattern: TIMESTAMP_PATTERN };
    case "double":
      return { ...schema, minimum: field.minimum, maximum: field.maximum };
    case "string":
      return field.values === undefined
        ? { ...schema, ...(field.nullable ? {} : { minLength: 1 }), maxLength: field.maximumLength }
        : { ...schema, enum: field.values };
  }
}
