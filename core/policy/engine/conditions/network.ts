import { valueOrThrow } from "../../../errors.js";
import { AddressSet } from "../../../network/address-set.js";
import { type Cidr, ipv4Cidr, parseCidr } from "../../../network/cidr.js";
import type { NetworkSpecification } from "../../language/policy.js";
import { known, TRUE, UNKNOWN } from "../../language/truth.js";
import { factsAt } from "../../request/fact.js";
import type { ConditionDefinition } from "../condition.js";
import { IPV4_ADDRESS } from "../fact-range.js";

/** Bits of ::ffff:0:0/96, the block of the IPv4-mapped addresses (RFC 4291, section 2.5.5.2). */
const MAPPED_PREFIX_BITS = 96;
const MAPPED_PREFIX = 0xffffn;

/** The block that a text writes; a block of IPv4-mapped addresses is the IPv4 block, as the addresses are. */
function unmappedCidr(text: string): Cidr {
  const cidr = valueOrThrow(parseCidr(text));
  if (
    cidr.family === "ipv4" ||
    cidr.prefixLength < MAPPED_PREFIX_BITS ||
    cidr.network >> 32n !== MAPPED_PREFIX
  ) {
    return cidr;
  }
  return ipv4Cidr(Number(cidr.network & 0xffff_ffffn), cidr.prefixLength - MAPPED_PREFIX_BITS);
}

/** The addresses of CIDR blocks that were checked. */
export function addressesOf(cidrs: readonly string[]): AddressSet {
  return AddressSet.fromCidrs(cidrs.map(unmappedCidr));
}

/** `when.network`: the source address is in `cidrs` and not in `notCidrs`. */
export function networkCondition(specification: NetworkSpecification): ConditionDefinition {
  const { cidrs, notCidrs = [] } = specification;
  const constrained = cidrs !== undefined || notCidrs.length > 0;
  const safe = (cidrs === undefined ? AddressSet.ALL : addressesOf(cidrs)).difference(addressesOf(notCidrs));
  return {
    name: "network",
    reason: "network_not_safe",
    facts: factsAt("context.sourceIp"),
    expected: specification,
    // An address of IPv6 has no number, so it is evaluated.
    range: { fact: IPV4_ADDRESS, values: safe.ipv4 },
    evaluate: (facts) => {
      if (!constrained) return TRUE;
      const address = facts.sourceAddress;
      if (address === undefined) return UNKNOWN;
      return known(typeof address === "number" ? safe.ipv4.has(address) : safe.ipv6.has(address));
    },
  };
}
