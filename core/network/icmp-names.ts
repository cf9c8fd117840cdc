import { ICMP, ICMPV6 } from "./protocol.js";

/** Types of ICMP in words (IANA, "Internet Control Message Protocol (ICMP) Parameters" and its ICMPv6 twin). */
const NAMES: Readonly<Record<number, ReadonlyMap<number, string>>> = {
  [ICMP]: new Map([
    [0, "echo reply"],
    [3, "destination unreachable"],
    [5, "redirect"],
    [8, "echo request"],
    [9, "router advertisement"],
    [10, "router solicitation"],
    [11, "time exceeded"],
    [12, "parameter problem"],
    [13, "timestamp"],
    [14, "timestamp reply"],
  ]),
  [ICMPV6]: new Map([
    [1, "destination unreachable"],
    [2, "packet too big"],
    [3, "time exceeded"],
    [4, "parameter problem"],
    [128, "echo request"],
    [129, "echo reply"],
    [133, "router solicitation"],
    [134, "router advertisement"],
    [135, "neighbor solicitation"],
    [136, "neighbor advertisement"],
    [137, "redirect"],
  ]),
};

/** A type of ICMP (protocol 1) or ICMPv6 (58) in words: "echo request", "type 42". */
export function icmpTypeName(protocol: number, type: number): string {
  return NAMES[protocol]?.get(type) ?? `type ${type}`;
}
