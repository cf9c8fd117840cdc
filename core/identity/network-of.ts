import { formatIpv4, formatIpv6, parseAddress, unmapIpv4 } from "../network/address.js";

/**
 * The network that shares its failures: /24 of an IPv4 address, /56 of an IPv6 address, what one subscriber gets at
 * most (RIPE-690 section 4.2). An address that cannot be read shares one network with all such.
 */
export function networkOf(sourceIp: string | undefined): string {
  const parsed = sourceIp === undefined ? undefined : parseAddress(sourceIp);
  if (parsed === undefined) return "unknown";
  const address = unmapIpv4(parsed);
  if (address.family === "ipv4") return `${formatIpv4((address.value & 0xffff_ff00) >>> 0)}/24`;
  return `${formatIpv6((address.value >> 72n) << 72n)}/56`;
}
