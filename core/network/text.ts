import { accept, quote, type Result, refuse } from "../errors.js";
import type { NetworkErrorCode, NetworkProblem } from "./error-codes.js";
import { isToken, tokenProblem } from "./token.js";

/** Characters that EC2 takes in the description of a rule (API reference, IpRange, Description). */
const RULE_DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=;{}!$*]*$/;
/** The description of a group also takes "&" (API reference, CreateSecurityGroup, GroupDescription). */
const GROUP_DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;
/** EC2's limit for a description, and for the name of a group. */
const LONGEST_DESCRIPTION = 255;
/** Terraform appends 26 characters to a name prefix (provider, aws_security_group, name_prefix). */
const LONGEST_NAME_PREFIX = 229;
/** A name that serves as construct id, tag value, part of a group name and name in expectations alike. */
const NAME = /^[a-zA-Z][a-zA-Z0-9._-]{0,62}$/;
/** What EC2 takes for an id where it wants a name (API reference, CreateSecurityGroup, GroupName). */
const LOOKS_LIKE_ID = /^sg-/i;

/** What every object has, "constructor" for one, so that CDKTF finds it in an empty construct and refuses it as taken. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** What people write and EC2 refuses, with words for it; the longer spelling first. */
const REPLACEMENTS: readonly (readonly [written: string, words: string])[] = [
  ["<->", " and "],
  ["->", " to "],
  ["=>", " to "],
  ["\u2192", " to "],
  ["<-", " from "],
  ["\u2190", " from "],
  ["&", " and "],
  ["|", " or "],
  ["\u2013", "-"],
  ["\u2014", "-"],
  ["\n", " "],
  ["\t", " "],
];

/**
 * The reason of a flow, which becomes the description of its rules: 1 to 255 characters that EC2 takes.
 *
 * Terraform's validate and plan accept what EC2 then refuses, so it is checked here.
 * Problems: CORDON_REASON_MISSING, CORDON_TOKEN_NOT_ALLOWED, CORDON_DESCRIPTION_REFUSED.
 */
export function checkReason(reason: unknown): Result<string, NetworkErrorCode> {
  if (typeof reason !== "string" || reason.trim() === "") {
    return refuse({
      code: "CORDON_REASON_MISSING",
      summary: "the flow has no reason",
      got: quote(reason),
      allowed: "one short sentence why this conversation is needed",
      fix: 'add { reason: "page requests" } with your own words',
    });
  }
  return checkDescription(reason, "reason", RULE_DESCRIPTION);
}

/**
 * The description of a security group: at most 255 characters that EC2 takes.
 *
 * Problems: CORDON_TOKEN_NOT_ALLOWED, CORDON_DESCRIPTION_REFUSED.
 */
export function checkGroupDescription(description: string): Result<string, NetworkErrorCode> {
  return checkDescription(description, "description", GROUP_DESCRIPTION);
}

function checkDescription(text: string, what: string, characters: RegExp): Result<string, NetworkErrorCode> {
  if (isToken(text)) return refuse(tokenProblem(text, `a literal ${what}`, "write the words themselves"));
  const allowed = `at most ${LONGEST_DESCRIPTION} characters of a-z A-Z 0-9, space and ._-:/()#,@[]+=;{}!$*`;
  if (text.length > LONGEST_DESCRIPTION) {
    return refuse({
      code: "CORDON_DESCRIPTION_REFUSED",
      summary: `EC2 refuses a ${what} of ${text.length} characters`,
      got: quote(text),
      allowed,
      fix: "shorten it and keep the long story where the flow is declared",
    });
  }
  if (characters.test(text)) return accept(text);
  const refused = [...new Set([...text].filter((character) => !characters.test(character)))];
  const suggestion = inAllowedCharacters(text);
  return refuse({
    code: "CORDON_DESCRIPTION_REFUSED",
    summary: `EC2 refuses ${refused.map(quote).join(" ")} in a ${what}`,
    got: quote(text),
    allowed,
    // A text in another script leaves nothing to suggest, and spelled out it may be too long.
    fix: checkReason(suggestion).ok ? `write ${quote(suggestion)}` : "write it in these characters",
  });
}

/** The text with words for signs, letters without accents, and nothing else that EC2 refuses. */
function inAllowedCharacters(text: string): string {
  let written = text;
  for (const [sign, words] of REPLACEMENTS) written = written.replaceAll(sign, words);
  const taken = [...written.normalize("NFKD")].filter((character) => RULE_DESCRIPTION.test(character));
  return taken.join("").replace(/ {2,}/g, " ").trim();
}

/**
 * A name of ours (segment, tier, flow, peer): a letter, then letters, digits, dots, hyphens and underscores, at most
 * 63 characters, not starting with "sg-", which EC2 keeps for ids.
 *
 * Problems: CORDON_SEGMENT_NAME_REFUSED, CORDON_TOKEN_NOT_ALLOWED.
 */
export function checkName(name: string, what: string): Result<string, NetworkErrorCode> {
  if (isToken(name)) return refuse(tokenProblem(name, `a literal ${what} name`, "write the name"));
  const usable =
    typeof name === "string" && NAME.test(name) && !LOOKS_LIKE_ID.test(name) && !INHERITED.has(name);
  if (usable) return accept(name);
  return refuse(nameProblem(`this is not a valid name for a ${what}`, name));
}

/**
 * The prefix of a group's name in EC2: the checked parts joined by hyphens, at most 229 characters.
 *
 * Problem: CORDON_SEGMENT_NAME_REFUSED, also where only the parts together start with "sg-".
 */
export function groupNamePrefix(...parts: readonly string[]): Result<string, NetworkErrorCode> {
  const prefix = `${parts.join("-")}-`;
  if (LOOKS_LIKE_ID.test(prefix)) {
    return refuse(nameProblem("the names together would start a group name with sg-", prefix));
  }
  if (prefix.length <= LONGEST_NAME_PREFIX) return accept(prefix);
  return refuse(
    nameProblem(`a prefix of ${prefix.length} characters leaves no room in a group name`, prefix),
  );
}

/** Several reasons as the description of one rule: distinct, sorted, separated by "; ", shortened to 255 characters. */
export function shortenReasons(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons)].sort();
  const whole = distinct.join("; ");
  if (whole.length <= LONGEST_DESCRIPTION) return whole;
  const suffix = (left: number) => `; and ${left} more`;
  let taken = distinct[0] ?? "";
  let count = 1;
  for (const reason of distinct.slice(1)) {
    if (`${taken}; ${reason}${suffix(distinct.length - count)}`.length > LONGEST_DESCRIPTION) break;
    taken = `${taken}; ${reason}`;
    count += 1;
  }
  const rest = suffix(distinct.length - count);
  return `${taken.slice(0, LONGEST_DESCRIPTION - rest.length)}${rest}`;
}

function nameProblem(summary: string, got: unknown): NetworkProblem {
  return {
    code: "CORDON_SEGMENT_NAME_REFUSED",
    summary,
    got: quote(got),
    allowed:
      'a letter, then letters, digits, ".", "_" and "-", at most 63 characters, not starting with "sg-" (EC2 keeps it for ids)',
    fix: "choose a name such as app or orders-db",
  };
}
