import { Ajv2020 } from "ajv/dist/2020.js";
// The package's own entry is a default export, whose type differs between ES module and CommonJS builds.
import { fullFormats } from "ajv-formats/dist/formats.js";

/** A JSON-schema validator for what people state about a network: all errors at once, with dates and times. */
export function statementValidator(): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true });
  ajv.addFormat("date-time", fullFormats["date-time"]);
  return ajv;
}
