import { parseAddress, parseIpv4, unmapIpv4 } from "../../network/address.js";
import { enclosingCidr } from "../../network/cidr.js";
import type { ConditionEvidence } from "../language/decision.js";
import { outcomeOf, TRUE } from "../language/truth.js";
import type { RequestFacts } from "../request/facts.js";
import type { Condition } from "./condition.js";

/** Longest text that evidence repeats, in characters. */
const LONGEST_TEXT = 64;
/** Prefix lengths to which a source address is cut: a site, not a person. */
const MASKED_IPV4 = 24;
const MASKED_IPV6 = 48;

/** Facts that evidence repeats as they are: they describe the access, not the person. */
const SHOWN_FACTS: ReadonlySet<string> = new Set([
  "context.time",
  "context.country",
  "context.device.registered",
  "context.device.posture",
  "context.authentication.assurance",
  "context.authentication.methods",
  "context.authentication.at",
  "context.risk",
  "context.riskAt",
]);

/** What a condition came to, with what it asks for and the facts that it judged, masked. */
export function evidenceOf(condition: Condition, facts: RequestFacts): ConditionEvidence {
  const truth = condition.evaluate(facts);
  if (truth === TRUE) return condition.satisfied;
  const got: Record<string, unknown> = {};
  for (const fact of condition.facts) got[fact.path] = mask(fact.path, fact.read(facts));
  return { condition: condition.name, outcome: outcomeOf(truth), expected: condition.expected, got };
}

/** The fact as a log may hold it: null where it is missing, its type alone where it may be personal. */
function mask(path: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (path === "context.sourceIp") return typeof value === "string" ? maskAddress(value) : typeName(value);
  if (!SHOWN_FACTS.has(path)) return typeName(value);
  if (Array.isArray(value)) return value.slice(0, 8).map(shorten);
  return shorten(value);
}

function shorten(value: unknown): unknown {
  if (typeof value === "string") return value.slice(0, LONGEST_TEXT);
  return typeof value === "boolean" || Number.isFinite(value) ? value : typeName(value);
}

function maskAddress(text: string): string {
  if (parseIpv4(text) !== undefined) return `${text.slice(0, text.lastIndexOf("."))}.0/${MASKED_IPV4}`;
  const parsed = parseAddress(text);
  if (parsed === undefined) return "<no address>";
  const address = unmapIpv4(parsed);
  return enclosingCidr(address, address.family === "ipv4" ? MASKED_IPV4 : MASKED_IPV6).text;
}

function typeName(value: unknown): string {
  return `<${Array.isArray(value) ? "list" : typeof value}>`;
}
