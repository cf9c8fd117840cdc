import { type Field, fieldsOf } from "../body.js";
import type { Endpoint } from "../call.js";
import { DONE } from "../http.js";
import { setPosture } from "../posture-row.js";
import { invalidRequest, notFound } from "../refused.js";
import { KEYS, type Owned } from "../rows.js";
import { INSTANT } from "./risk-put.js";

const POSTURE: Field<number> = (value) => {
  if (typeof value !== "number" || !Number.isFinite(value)) throw invalidRequest();
  return value;
};

/** Operator: PUT `devices/{id}/posture`; what was measured later stays. */
export const posturePut: Endpoint = async ({ body, parameters, ports }) => {
  const { posture, measured_at } = fieldsOf(body, { posture: POSTURE, measured_at: INSTANT });
  const id = parameters["id"] ?? "";
  if ((await ports.store.get<Owned>(KEYS.deviceOwner(id))) === undefined) throw notFound();
  await setPosture(ports.store, id, posture, measured_at);
  return DONE;
};
