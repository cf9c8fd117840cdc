import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

/** A JSON-schema validator for what people state about a network: all errors at once, with dates and times. */
export function statementValidator(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv, ["date-time"]);
  return ajv;
}
