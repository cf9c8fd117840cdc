import { BlockList, isIP } from "node:net";
import { REASON_CODES, type ReasonCode } from "../../../core/policy/language/decision.js";
import type {
  AccessPolicy,
  AttributeSpecification,
  Conditions,
} from "../../../core/policy/language/policy.js";

/**
 * The twin of the policy engine: the same semantics, written down as plainly as possible. One policy after the other,
 * regular expressions for wildcards, Date and Intl for time, node:net for addresses; nothing of core but types.
 */

type Value = boolean | "unknown";
type Json = Record<string, unknown>;

const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
const get = (value: unknown, name: string): unknown =>
  Object.hasOwn(object(value), name) ? object(value)[name] : undefined;

const every = (values: Value[]): Value =>
  values.includes(false) ? false : values.includes("unknown") ? "unknown" : true;
const some = (values: Value[]): Value =>
  values.includes(true) ? true : values.includes("unknown") ? "unknown" : false;
const negate = (value: Value): Value => (value === "unknown" ? value : !value);

export interface PlainAnswer {
  readonly decision: "allow" | "deny";
  readonly reason: ReasonCode;
  readonly policy: string | null;
}

export function plainDecide(policies: readonly AccessPolicy[], request: unknown): PlainAnswer {
  const subject = get(request, "subject");
  const kind = get(subject, "kind") === undefined ? "user" : get(subject, "kind");
  const texts = [get(subject, "id"), get(request, "action"), get(request, "resource")];
  if (
    !texts.every((text) => typeof text === "string" && text !== "") ||
    (kind !== "user" && kind !== "service")
  ) {
    return { decision: "deny", reason: "invalid_request", policy: null };
  }
  const sorted = [...policies].sort((a, b) => (a.id < b.id ? -1 : 1));
  const about = sorted.filter((policy) => isAbout(policy, request, kind));
  for (const policy of about) {
    if (policy.effect === "deny" && every(judgements(policy, request).map(([, value]) => value)) !== false) {
      return { decision: "deny", reason: "denied_by_policy", policy: policy.id };
    }
  }
  let best: PlainAnswer = { decision: "deny", reason: "no_matching_policy", policy: null };
  for (const policy of about.filter(({ effect }) => effect === "allow")) {
    const reason = judgements(policy, request).find(([, value]) => value !== true)?.[0] ?? "allowed";
    if (REASON_CODES.indexOf(reason) > REASON_CODES.indexOf(best.reason)) {
      best = { decision: reason === "allowed" ? "allow" : "deny", reason, policy: policy.id };
    }
  }
  return best;
}

function wildcard(pattern: string, text: unknown): boolean {
  const expression = pattern.split("*").map((literal) => literal.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&"));
  return typeof text === "string" && new RegExp(`^${expression.join("[^]*")}$`).test(text);
}

function isAbout(policy: AccessPolicy, request: unknown, kind: string): boolean {
  const subject = get(request, "subject");
  const groups = get(subject, "groups");
  const names = Array.isArray(groups) ? groups : [];
  const readable =
    groups === undefined || (Array.isArray(groups) && groups.every((name) => typeof name === "string"));
  const subjects = policy.subjects.map((text): Value => {
    if (text === "*") return true;
    const [ofKind = "", ...rest] = text.split(":");
    const pattern = rest.join(":");
    if (ofKind !== "group") return ofKind === kind && wildcard(pattern, get(subject, "id"));
    return names.some((name) => wildcard(pattern, name)) || (readable ? false : "unknown");
  });
  const named = some(subjects);
  return (
    (named === true || (named === "unknown" && policy.effect === "deny")) &&
    policy.actions.some((pattern) => wildcard(pattern, get(request, "action"))) &&
    policy.resources.some((pattern) => wildcard(pattern, get(request, "resource")))
  );
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

function instant(value: unknown): number | undefined {
  if (typeof value !== "string" || !INSTANT.test(value)) return undefined;
  const parsed = Date.parse(value);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** Each condition of the policy in the order of the reasons. */
function judgements(policy: AccessPolicy, request: unknown): [ReasonCode, Value][] {
  const context = get(request, "context");
  const time = instant(get(context, "time"));
  const when: Conditions = policy.when ?? {};
  const result: [ReasonCode, Value][] = [];
  if (policy.notBefore !== undefined) {
    result.push([
      "policy_not_yet_valid",
      time === undefined ? "unknown" : time >= Date.parse(policy.notBefore),
    ]);
  }
  if (policy.expiresAt !== undefined) {
    result.push(["policy_expired", time === undefined ? "unknown" : time < Date.parse(policy.expiresAt)]);
  }
  if (when.time)
    result.push(["outside_time_window", time === undefined ? "unknown" : inWindow(when.time, time)]);
  if (when.location) result.push(["location_not_allowed", location(when.location, get(context, "country"))]);
  if (when.device) result.push(["device_not_trusted", device(when.device, get(context, "device"))]);
  if (when.network) result.push(["network_not_safe", network(when.network, get(context, "sourceIp"))]);
  if (when.authentication) {
    const authentication = get(context, "authentication");
    result.push(["authentication_too_weak", authenticated(when.authentication, authentication, time)]);
  }
  if (when.risk) {
    const risk = get(context, "risk");
    result.push(["risk_too_high", Number.isFinite(risk) ? (risk as number) <= when.risk.atMost : "unknown"]);
  }
  if (when.justified !== undefined) {
    const text = get(context, "justification");
    const given = typeof text === "string" ? text.trim() !== "" : "unknown";
    result.push(["justification_missing", given === "unknown" ? given : given === when.justified]);
  }
  for (const entry of when.attributes ?? []) {
    result.push(["attribute_not_satisfied", attribute(entry, valueAt(request, entry.path))]);
  }
  return result;
}

/** The wall clock of a zone, from Intl. */
function wallClock(zone: string, time: number): { day: string; date: string; clock: string } {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
  const date = `${get(parts, "year")}-${get(parts, "month")}-${get(parts, "day")}`;
  return {
    day: String(get(parts, "weekday")).toLowerCase(),
    date,
    clock: `${get(parts, "hour")}:${get(parts, "minute")}`,
  };
}

export function inWindow(window: NonNullable<Conditions["time"]>, time: number): boolean {
  const { day, date, clock } = wallClock(window.zone, time);
  const opens = (weekday: string, local: string): boolean =>
    (window.days === undefined || window.days.some((name) => name === weekday)) &&
    !(window.holidays ?? []).includes(local);
  const { from = "00:00", to } = window;
  if (to === undefined) return opens(day, date);
  if (from < to) return clock >= from && clock < to && opens(day, date);
  // The day before, by the calendar: noon UTC of a date is never near a change of day.
  const yesterday = new Date(Date.parse(`${date}T12:00:00Z`) - 86_400_000);
  const yesterdayName = yesterday
    .toLocaleDateString("en-GB", { weekday: "short", timeZone: "UTC" })
    .toLowerCase();
  return (
    (clock >= from && opens(day, date)) ||
    (clock < to && opens(yesterdayName, yesterday.toISOString().slice(0, 10)))
  );
}

function location(
  { countries, notCountries = [] }: NonNullable<Conditions["location"]>,
  country: unknown,
): Value {
  if (countries === undefined && notCountries.length === 0) return true;
  if (typeof country !== "string" || !/^[A-Z]{2}$/.test(country)) return "unknown";
  return (countries === undefined || countries.includes(country)) && !notCountries.includes(country);
}

function device(wanted: NonNullable<Conditions["device"]>, actual: unknown): Value {
  const registered = get(actual, "registered");
  const posture = get(actual, "posture");
  return every([
    wanted.registered === undefined ||
      (typeof registered === "boolean" ? registered === wanted.registered : "unknown"),
    wanted.postureAtLeast === undefined ||
      (Number.isFinite(posture) ? (posture as number) >= wanted.postureAtLeast : "unknown"),
  ]);
}

function network({ cidrs, notCidrs = [] }: NonNullable<Conditions["network"]>, address: unknown): Value {
  if (cidrs === undefined && notCidrs.length === 0) return true;
  if (typeof address !== "string" || isIP(address) === 0 || address.includes("%")) return "unknown";
  const within = (blocks: readonly string[]): boolean => {
    const list = new BlockList();
    for (const block of blocks) {
      const [base = "", length] = block.split("/");
      list.addSubnet(base, Number(length), base.includes(":") ? "ipv6" : "ipv4");
    }
    return list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  };
  return (cidrs === undefined || within(cidrs)) && !within(notCidrs);
}

function authenticated(
  wanted: NonNullable<Conditions["authentication"]>,
  actual: unknown,
  time: number | undefined,
): Value {
  const at = instant(get(actual, "at"));
  if (at !== undefined && time !== undefined && at > time) return "unknown";
  const assurance = get(actual, "assurance");
  const methods = get(actual, "methods");
  const { assuranceAtLeast, methods: wantedMethods, maxAgeSeconds } = wanted;
  return every([
    assuranceAtLeast === undefined ||
      (Number.isFinite(assurance) ? (assurance as number) >= assuranceAtLeast : "unknown"),
    wantedMethods === undefined ||
      (Array.isArray(methods)
        ? some(
            methods.map((method) =>
              typeof method === "string" ? wantedMethods.includes(method) : "unknown",
            ),
          )
        : "unknown"),
    maxAgeSeconds === undefined ||
      (at === undefined || time === undefined ? "unknown" : time - at <= maxAgeSeconds * 1000),
  ]);
}

function valueAt(request: unknown, path: string): unknown {
  const [root = "", ...names] = path.split(".");
  const start = root === "context" ? get(request, "context") : get(get(request, "subject"), "attributes");
  return names.reduce(get, start);
}

function attribute({ operator, value }: AttributeSpecification, actual: unknown): Value {
  const equals = (left: unknown, right: unknown): Value =>
    typeof left === typeof right &&
    ["string", "number", "boolean"].includes(typeof left) &&
    Math.abs(Number(left)) !== Infinity
      ? left === right
      : "unknown";
  const list = [value].flat();
  const ordered = (compare: (left: string | number, right: string | number) => boolean): Value =>
    equals(actual, value) === "unknown"
      ? "unknown"
      : compare(actual as string | number, value as string | number);
  switch (operator) {
    case "==":
      return equals(actual, value);
    case "!=":
      return negate(equals(actual, value));
    case "<":
      return ordered((left, right) => left < right);
    case "<=":
      return ordered((left, right) => left <= right);
    case ">":
      return ordered((left, right) => left > right);
    case ">=":
      return ordered((left, right) => left >= right);
    case "in":
      return some(list.map((alternative) => equals(actual, alternative)));
    case "notIn":
      return negate(some(list.map((alternative) => equals(actual, alternative))));
    case "contains":
      return Array.isArray(actual) ? some(actual.map((element) => equals(element, value))) : "unknown";
  }
}
