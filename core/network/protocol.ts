import { accept, quote, type Result, refuse } from "../errors.js";
import type { NetworkErrorCode } from "./error-codes.js";
import { isToken, tokenProblem } from "./token.js";

/** An IP protocol number (IANA, 0 to 255), or "all" for what EC2 writes as -1. */
export type Protocol = number | "all";

export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

/**
 * Protocols by name, with the names of the IANA registry in lower case.
 *
 * EC2 itself knows only tcp, udp, icmp and icmpv6 by name and wants a number for the rest
 * (API reference, AuthorizeSecurityGroupIngress, IpProtocol).
 */
const NUMBER_OF_NAME: ReadonlyMap<string, number> = new Map([
  ["icmp", ICMP],
  ["igmp", 2],
  ["ipip", 4],
  ["tcp", TCP],
  ["udp", UDP],
  ["gre", 47],
  ["esp", 50],
  ["ah", 51],
  ["icmpv6", ICMPV6],
  ["ospf", 89],
  ["vrrp", 112],
  ["l2tp", 115],
  ["sctp", 132],
]);

const NAME_OF_EC2_PROTOCOL: ReadonlyMap<Protocol, string> = new Map<Protocol, string>([
  [TCP, "tcp"],
  [UDP, "udp"],
  [ICMP, "icmp"],
  [ICMPV6, "icmpv6"],
]);

/**
 * The protocol of a name, a number or a decimal text; "-1", -1 and "all" are every protocol.
 *
 * "6" and "tcp" are the same protocol to EC2, so they are the same here: compare numbers, never texts.
 * Problems: CORDON_TOKEN_NOT_ALLOWED, CORDON_PROTOCOL_UNKNOWN.
 */
export function parseProtocol(protocol: string | number): Result<Protocol, NetworkErrorCode> {
  if (isToken(protocol))
    return refuse(tokenProblem(protocol, "a literal protocol", "write its name or number"));
  // Untyped input may hold a list here, and a list of one name has the text of that name.
  const text =
    typeof protocol === "string" || typeof protocol === "number" ? String(protocol).toLowerCase() : "";
  if (text === "-1" || text === "all") return accept("all");
  const number =
    NUMBER_OF_NAME.get(text) ?? (/^(?:0|[1-9][0-9]{0,2})$/.test(text) ? Number(text) : undefined);
  if (number === undefined || number > 255) {
    return refuse({
      code: "CORDON_PROTOCOL_UNKNOWN",
      summary: "this is not a protocol",
      got: quote(protocol),
      allowed: `${[...NUMBER_OF_NAME.keys()].join(", ")}, or an IANA number from 0 to 255`,
      fix: "write a name of the list or the protocol's number",
    });
  }
  return accept(number);
}

/** The protocol as people and the EC2 API write it: a name for the four that EC2 knows, else the number; "all" for every one. */
export function formatProtocol(protocol: Protocol): string {
  return NAME_OF_EC2_PROTOCOL.get(protocol) ?? String(protocol);
}

/** The name of a protocol in the IANA registry, where the table has one: "esp" for 50. */
export function protocolName(protocol: Protocol): string | undefined {
  return [...NUMBER_OF_NAME].find(([, number]) => number === protocol)?.[0];
}

/** Whether rules of this protocol carry ports (tcp, udp). */
export function hasPorts(protocol: Protocol): boolean {
  return protocol === TCP || protocol === UDP;
}

/** Whether rules of this protocol carry an ICMP type and code in the place of ports. */
export function hasIcmpTypes(protocol: Protocol): boolean {
  return protocol === ICMP || protocol === ICMPV6;
}
