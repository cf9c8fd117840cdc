import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACCESS_LOG_FIELDS } from "../../../core/detection/access-log.js";
import { checkAccessLogRecord } from "../../../core/detection/access-log-check.js";
import { accessLogLine, accessLogRecord } from "../../../core/detection/access-log-record.js";
import { accessLogJsonSchema } from "../../../core/detection/access-log-schema.js";
import { runs } from "../../harness/property-runs.js";
import { arbitraryFacts, arbitraryRecord } from "./arbitrary-record.js";

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
addFormats.default(ajv);
const fitsSchema = ajv.compile(accessLogJsonSchema());

const NAMES = ACCESS_LOG_FIELDS.map(({ name }) => name);

describe("every record that is made of any facts", () => {
  it("fits the schema and passes the check, and stays the same through its line", () => {
    fc.assert(
      fc.property(arbitraryFacts, (facts) => {
        const record = accessLogRecord(facts);
        expect(fitsSchema(record), JSON.stringify(fitsSchema.errors)).toBe(true);
        expect(checkAccessLogRecord(record)).toEqual({ ok: true, value: record });
        expect(JSON.parse(accessLogLine(record))).toEqual(record);
      }),
    );
  });

  it("is its own record", () => {
    fc.assert(
      fc.property(arbitraryRecord, (record) => {
        expect(accessLogRecord(record)).toEqual(record);
      }),
    );
  });
});

it("the check and the schema agree on records with any one field changed, removed or added", () => {
  const change = fc.oneof(
    fc.tuple(fc.constantFrom(...NAMES, "token", "__proto__", "constructor"), fc.jsonValue()),
    fc.tuple(
      fc.constantFrom(...NAMES),
      fc.constantFrom(
        null,
        "",
        "DENY",
        "2026-02-29T00:00:00.000Z",
        "2024-02-29T24:00:00.000Z",
        91,
        -90,
        "x".repeat(1025),
      ),
    ),
    fc.tuple(fc.constantFrom(...NAMES), fc.constant(undefined)),
  );
  fc.assert(
    fc.property(arbitraryRecord, change, (record, [name, value]) => {
      const changed: Record<string, unknown> = { ...record };
      if (value === undefined) delete changed[name];
      else
        Object.defineProperty(changed, name, { value, enumerable: true, configurable: true, writable: true });
      expect(checkAccessLogRecord(changed).ok).toBe(fitsSchema(changed));
    }),
    runs(500),
  );
});
