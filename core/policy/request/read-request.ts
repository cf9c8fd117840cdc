import { quote } from "../../errors.js";
import { isJsonObject, type JsonObject } from "../../json/values.js";
import type { RequestProblem, RequestSubject } from "./request.js";

/** A request whose subject, action and resource can be matched. */
export interface ReadRequest {
  readonly body: JsonObject;
  readonly subject: RequestSubject;
  readonly action: string;
  readonly resource: string;
}

interface UncheckedRequest {
  readonly subject?: unknown;
  readonly action?: unknown;
  readonly resource?: unknown;
}

interface UncheckedSubject {
  readonly id?: unknown;
  readonly kind?: unknown;
  readonly groups?: unknown;
}

const NO_GROUPS: readonly string[] = Object.freeze([]);

/** Reads who wants to do what on which resource; a problem makes the request one that is denied as invalid. */
export function readRequest(value: unknown): ReadRequest | RequestProblem {
  if (!isJsonObject(value)) return problem("the request is no JSON object", value, "a JSON object");
  const { subject, action, resource }: UncheckedRequest = value;
  if (!isJsonObject(subject)) {
    return problem(
      "the request has no subject",
      subject,
      'an object such as {"id":"u-17","groups":["oncall"]}',
    );
  }
  const { id, kind = "user", groups }: UncheckedSubject = subject;
  if (!isFilledText(id)) return problem("subject.id names nobody", id, "a text that is not empty");
  if (kind !== "user" && kind !== "service") {
    return problem(
      "subject.kind is no kind of subject",
      kind,
      '"user" (also where it is left out) or "service"',
    );
  }
  if (!isFilledText(action)) return problem("action names nothing", action, "a text that is not empty");
  if (!isFilledText(resource)) return problem("resource names nothing", resource, "a text that is not empty");
  return { body: value, subject: readSubject(kind, id, groups), action, resource };
}

/** Whether reading a request found it invalid. */
export function isProblem(read: ReadRequest | RequestProblem): read is RequestProblem {
  return "problem" in read;
}

function readSubject(kind: "user" | "service", id: string, groups: unknown): RequestSubject {
  if (groups === undefined) return { kind, id, groups: NO_GROUPS, groupsKnown: true };
  if (!Array.isArray(groups)) return { kind, id, groups: NO_GROUPS, groupsKnown: false };
  for (const group of groups) {
    if (typeof group !== "string") {
      return { kind, id, groups: groups.filter((name) => typeof name === "string"), groupsKnown: false };
    }
  }
  return { kind, id, groups, groupsKnown: true };
}

function isFilledText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function problem(what: string, got: unknown, allowed: string): RequestProblem {
  return { problem: what, got: got === undefined ? "nothing" : quote(got), allowed };
}
