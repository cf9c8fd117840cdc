import { Ajv2020 } from "ajv/dist/2020.js";
import { parseInstant } from "../time/instant.js";

/** A JSON-schema validator for what people state about a network: all errors at once, with dates and times. */
export function statementValidator(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  ajv.addFormat("date-time", (text: string) => !Number.isNaN(parseInstant(text)));
  return ajv;
}
