import { parseInstant } from "../../../core/time/instant.js";
import { type Field, fieldsOf, LABEL, listOf, optional, TEXT } from "../body.js";
import type { Endpoint } from "../call.js";
import { DONE } from "../http.js";
import { invalidRequest, notFound } from "../refused.js";
import { setRisk } from "../risk-row.js";
import { KEYS } from "../rows.js";

const SUBJECT = /^(?:user|session):[\x21-\x7e]{1,256}$/u;

/** An instant with a zone (RFC 3339), as milliseconds since 1970. */
export const INSTANT: Field<number> = (value) => {
  const instant = parseInstant(TEXT(value));
  if (Number.isNaN(instant)) throw invalidRequest();
  return instant;
};

const SHARE: Field<number> = (value) => {
  if (typeof value !== "number" || !(value >= 0 && value <= 1)) throw invalidRequest();
  return value;
};

/** Operator: PUT `risk` of a person or a session; what was measured later stays. */
export const riskPut: Endpoint = async ({ body, ports }) => {
  const { subject, risk, at, reasons } = fieldsOf(body, {
    subject: TEXT,
    risk: SHARE,
    at: INSTANT,
    reasons: optional(listOf(LABEL, 20)),
  });
  if (!SUBJECT.test(subject)) throw invalidRequest();
  if ((await ports.store.get(KEYS.subject(subject))) === undefined) throw notFound();
  await setRisk(ports.store, subject, { risk, at, reasons: reasons ?? [] });
  return DONE;
};
