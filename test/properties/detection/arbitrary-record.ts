import fc from "fast-check";
import {
  ACCESS_LOG_FIELDS,
  type AccessLogField,
  type AccessLogRecord,
} from "../../../core/detection/access-log.js";
import { type AccessLogFacts, accessLogRecord } from "../../../core/detection/access-log-record.js";

const INSTANT = fc
  .date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("2199-12-31T23:59:59Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

/** Texts that break things: empty, long, of any character, halves of surrogate pairs, controls, secrets. */
const TEXT = fc.oneof(
  fc.string({ unit: "binary", maxLength: 400 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.constantFrom("", "\0", "\uDC00x", "Bearer abcdefghijkl", "a\r\nb", '"', "null", "😀".repeat(300)),
);

function arbitraryValue(field: AccessLogField): fc.Arbitrary<unknown> {
  switch (field.type) {
    case "timestamp":
      return INSTANT;
    case "double":
      return fc.option(fc.double(), { nil: null });
    case "string":
      if (field.values !== undefined) return fc.constantFrom(...field.values);
      return field.nullable ? fc.option(TEXT, { nil: null }) : TEXT;
  }
}

/** What a policy engine may know of a decision, the worst of it included. */
export const arbitraryFacts: fc.Arbitrary<AccessLogFacts> = fc
  .record(Object.fromEntries(ACCESS_LOG_FIELDS.map((field) => [field.name, arbitraryValue(field)])))
  .map((facts) => facts as unknown as AccessLogFacts);

/** A record as it reaches the log. */
export const arbitraryRecord: fc.Arbitrary<AccessLogRecord> = arbitraryFacts.map(accessLogRecord);
