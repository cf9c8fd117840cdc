import type { Person } from "../../../core/identity/person.js";
import { FLAG, fieldsOf, listOf, optional } from "../body.js";
import type { Endpoint } from "../call.js";
import { committed, together } from "../commit.js";
import { DONE } from "../http.js";
import { notFound } from "../refused.js";
import { personById, putPerson } from "../rows.js";
import { endingOf } from "../sessions.js";
import { GROUP } from "./invitation-new.js";

/** Operator: PUT `people/{id}`: groups, and whether the person may be here at all. */
export const personPut: Endpoint = async (call) => {
  const { groups, disabled } = fieldsOf(call.body, {
    groups: optional(listOf(GROUP, 100)),
    disabled: optional(FLAG),
  });
  const { store } = call.ports;
  const id = call.parameters["id"] ?? "";
  await committed(store, async () => {
    const stored = await personById(store, id);
    if (stored === undefined) throw notFound();
    call.noted.person = id;
    const person: Person = {
      ...stored.value,
      ...(groups === undefined ? {} : { groups }),
      ...(disabled === undefined ? {} : { disabled }),
    };
    const ends = disabled === true ? await endingOf(store, id) : [];
    return { changes: together([putPerson(stored, person)], ends), value: undefined };
  });
  return DONE;
};
