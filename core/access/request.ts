import { accept } from "../errors.js";
import { parseInstant } from "../time/instant.js";
import { PERSON_ID, type Requester } from "./principal.js";
import type { Refusal } from "./reason-codes.js";

/** A request for a grant, as it was read: its form is right, whether it may be granted is not yet judged. */
export interface AccessRequest {
  readonly requester: Requester;
  /** Id of the entitlement. */
  readonly entitlement: string;
  /** Whatever stood there: a wrong type is out of range, and that is judged later. */
  readonly minutes: unknown;
  /** Without what is blank. */
  readonly reason?: string;
  readonly ticket?: string;
  /** Narrow the entitlement's. @default - all of them */
  readonly actions?: readonly string[];
  readonly resources?: readonly string[];
  /** Milliseconds since 1970, a whole second. @default - at once */
  readonly notBefore?: number;
}

type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal<"invalid_request"> };

const KEYS: ReadonlySet<string> = new Set([
  "requester",
  "entitlement",
  "minutes",
  "reason",
  "ticket",
  "actions",
  "resources",
  "notBefore",
]);

/** Furthest start, from now. */
export const LATEST_START_MS = 30 * 86_400_000;

const LONGEST_REASON = 1024;
const LONGEST_TICKET = 128;
/** Longest pattern of a request: a longer one fits into no document. */
const LONGEST_PATTERN = 6144;

/** Controls, formats (bidi, zero-width), lone surrogates, line separators: a reader would not see what stands there. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/u;

/** A request from untrusted JSON; whatever is wrong with its form is `invalid_request`. */
export function readRequest(json: unknown): Read<AccessRequest> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return bad("it is not a JSON object");
  const body = json as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(body).find((key) => !KEYS.has(key));
  if (unknown !== undefined) return bad(`the key ${JSON.stringify(unknown.slice(0, 64))} is unknown`);
  const own = (key: string): unknown => (Object.hasOwn(body, key) ? body[key] : undefined);

  if (!isWellFormed(json)) return bad("a text has half of a character (a lone surrogate)");
  const requester = readRequester(own("requester"));
  if (!requester.ok) return requester;
  const entitlement = own("entitlement");
  if (typeof entitlement !== "string") return bad("`entitlement` is the id of an entitlement, a text");
  const reason = readText("reason", own("reason"), LONGEST_REASON);
  if (!reason.ok) return reason;
  const ticket = readText("ticket", own("ticket"), LONGEST_TICKET);
  if (!ticket.ok) return ticket;
  const actions = readPatterns("actions", own("actions"));
  if (!actions.ok) return actions;
  const resources = readPatterns("resources", own("resources"));
  if (!resources.ok) return resources;
  const notBefore = readInstant(own("notBefore"));
  if (!notBefore.ok) return notBefore;
  return accept({
    requester: requester.value,
    entitlement,
    minutes: own("minutes"),
    ...(reason.value === undefined ? {} : { reason: reason.value }),
    ...(ticket.value === undefined ? {} : { ticket: ticket.value }),
    ...(actions.value === undefined ? {} : { actions: actions.value }),
    ...(resources.value === undefined ? {} : { resources: resources.value }),
    ...(notBefore.value === undefined ? {} : { notBefore: notBefore.value }),
  });
}

function readRequester(json: unknown): Read<Requester> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return bad("`requester` is an object with the id of who asks");
  }
  const own = (key: string): unknown =>
    Object.hasOwn(json, key) ? (json as Readonly<Record<string, unknown>>)[key] : undefined;
  const [id, kind, groups] = [own("id"), own("kind"), own("groups")];
  if (typeof id !== "string" || !PERSON_ID.test(id)) {
    return bad("`requester.id` is 2 to 64 letters, digits and _+=,.@-, which STS takes as a source identity");
  }
  if (kind !== undefined && typeof kind !== "string") return bad("`requester.kind` is a text");
  if (groups !== undefined && !isListOfTexts(groups)) return bad("`requester.groups` is a list of texts");
  return accept({
    id,
    ...(kind === undefined ? {} : { kind }),
    ...(groups === undefined ? {} : { groups }),
  });
}

function readText(name: string, json: unknown, longest: number): Read<string | undefined> {
  if (json === undefined) return accept(undefined);
  if (typeof json !== "string") return bad(`\`${name}\` is a text`);
  if (UNSEEN.test(json)) return bad(`\`${name}\` has a character that nobody sees`);
  const { length } = [...json];
  if (length > longest) return bad(`\`${name}\` has ${length} characters; ${longest} are allowed`);
  return accept(json.trim() === "" ? undefined : json);
}

function readPatterns(name: string, json: unknown): Read<readonly string[] | undefined> {
  if (json === undefined) return accept(undefined);
  if (!isListOfTexts(json)) return bad(`\`${name}\` is a list of texts`);
  if (json.length === 0) return bad(`\`${name}\` is empty; leave it out for all of the entitlement`);
  for (const entry of json) {
    if (entry.length > LONGEST_PATTERN) return bad(`\`${name}\` has an entry that is too long`);
    if (entry.includes("${")) return bad(`\`${name}\` takes no policy variables`);
    if (UNSEEN.test(entry)) return bad(`\`${name}\` has a character that nobody sees`);
  }
  return accept([...new Set(json)]);
}

const LONE_SURROGATE = /\p{Cs}/u;
const INSTANT_IN_SECONDS = /^.{10}T.{8}(?:Z|[+-].{5})$/;

function readInstant(json: unknown): Read<number | undefined> {
  if (json === undefined) return accept(undefined);
  const instant = typeof json === "string" && INSTANT_IN_SECONDS.test(json) ? parseInstant(json) : Number.NaN;
  return Number.isNaN(instant)
    ? bad("`notBefore` is an instant in whole seconds with a zone, such as 2027-01-01T00:00:00Z")
    : accept(instant);
}

/** Whether no text of the request has a lone surrogate: it would have no canonical form. Unknown keys do not count. */
function isWellFormed(json: object): boolean {
  const { requester, ...rest } = json as Readonly<Record<string, unknown>>;
  const { kind, groups } = (requester ?? {}) as Readonly<Record<string, unknown>>;
  return [...Object.values(rest), kind, groups]
    .flat()
    .every((value) => typeof value !== "string" || !LONE_SURROGATE.test(value));
}

function isListOfTexts(json: unknown): json is readonly string[] {
  return Array.isArray(json) && json.every((entry) => typeof entry === "string");
}

function bad(message: string): { readonly ok: false; readonly refusal: Refusal<"invalid_request"> } {
  return { ok: false, refusal: { reason: "invalid_request", message } };
}
