import { formatProtocol, hasIcmpTypes, hasPorts, type Protocol } from "./protocol.js";

const HIGHEST_PROTOCOL = 255;
const HIGHEST_PORT = 65535;

/** What stands before the number of an IP protocol where people write ports: alone it would read as a port. */
export const IP_PROTOCOL = "ip";

/** What a number alone, or a range of them, may have meant; undefined for any other text. */
export function bareNumber(text: string): { readonly allowed: string; readonly fix: string } | undefined {
  const [, from, to = from] = /^([0-9]+)(?:-([0-9]+))?$/.exec(text) ?? [];
  if (from === undefined) return undefined;
  const [first, last] = [Number(from), Number(to)];
  if (first > last || last > HIGHEST_PORT)
    return { allowed: "tcp/443 or tcp/8000-8080", fix: "write the protocol and its ports" };
  const ports = first === last ? `${first}` : `${first}-${last}`;
  const tcp = `tcp/${ports}`;
  if (first !== last || first > HIGHEST_PROTOCOL)
    return { allowed: `${tcp} or udp/${ports}`, fix: `write ${tcp}` };
  const protocol = everythingOf(first);
  return {
    allowed: `${tcp} for the port, ${protocol} for the IP protocol`,
    fix: `write ${tcp}, or ${protocol} if it is the protocol`,
  };
}

/** Every packet of a protocol, as a port: "ip/50", "icmp", "udp/0-65535". */
function everythingOf(protocol: number): string {
  if (hasPorts(protocol)) return `${formatProtocol(protocol)}/0-${HIGHEST_PORT}`;
  return hasIcmpTypes(protocol) ? formatProtocol(protocol) : portlessText(protocol);
}

/** A protocol without ports as people write it where they write ports: by name where EC2 has one, else "ip/50". */
export function portlessText(protocol: Protocol): string {
  const name = formatProtocol(protocol);
  return /^[0-9]/.test(name) ? `${IP_PROTOCOL}/${name}` : name;
}

/**
 * The port that another tool's spelling means: "https", "tcp:443", "443/tcp"; undefined where nothing is meant.
 *
 * @param named the ports that have a name of their own
 */
export function meantPort(
  text: string,
  named: readonly (readonly [name: string, port: string])[],
): string | undefined {
  const word = text.toUpperCase().replaceAll(/[ -]/g, "_");
  const known = named.find(([name]) => name === word);
  if (known !== undefined) return known[1];
  const { protocol, ports } =
    /^(?<protocol>tcp|udp)[: ]+(?<ports>[0-9]{1,5}(?:-[0-9]{1,5})?)$/i.exec(text)?.groups ??
    /^(?<ports>[0-9]{1,5}(?:-[0-9]{1,5})?)\/(?<protocol>tcp|udp)$/i.exec(text)?.groups ??
    {};
  return protocol === undefined || ports === undefined ? undefined : `${protocol.toLowerCase()}/${ports}`;
}
