import { accept, quote, type Result, refuse } from "../errors.js";
import { parseAddress } from "../network/address.js";
import { AddressSet } from "../network/address-set.js";
import { ADDRESS_BITS, type Cidr, enclosingCidr, parseCidr } from "../network/cidr.js";
import { suggest } from "../schema-problems.js";
import type { CheckErrorCode } from "./check-error-codes.js";
import type { CheckedNetwork } from "./checked-network.js";
import { INTERNET } from "./decision.js";

/** What a name or address in an expectation stands for. */
export interface ExpectationEnd {
  readonly segments: readonly string[];
  readonly workloads: readonly string[];
  /** Outside ends: `every` holds all the addresses meant, `some` at least one of them. */
  readonly outside: { readonly every: readonly string[]; readonly some: readonly string[] };
  readonly family: "ipv4" | "ipv6" | "both";
  /** Why "no edge" does not mean "no way" here. */
  readonly open?: string;
}

/**
 * What the text stands for: an id; `internet`; a CIDR block or address; or a name, then every endpoint that has it.
 *
 * Problem: the given code, with what the author may have meant.
 */
export function resolveEnd(
  network: CheckedNetwork,
  text: string,
  code: CheckErrorCode,
  where: string,
): Result<ExpectationEnd, CheckErrorCode> {
  const cidr = text === INTERNET ? undefined : blockOf(text);
  if (cidr !== undefined) return accept(outsideEnd(network, cidr));
  const exact = network.endpoints.get(text);
  const named = exact ? [exact] : network.reachability.endpoints.filter(({ name }) => name === text);
  if (named.length === 0) {
    const known = [...new Set(network.reachability.endpoints.flatMap(({ id, name }) => [name, id]))];
    return refuse({
      code,
      summary: "no endpoint of the network has this name or address",
      got: quote(text),
      allowed: `a name, a Terraform address, a CIDR block, or internet: ${listing(network)}`,
      fix: suggest(text, known) ?? "copy the name from `cordon check`",
      where,
    });
  }
  const ids = (kind: string): string[] =>
    named.flatMap((endpoint) => (endpoint.kind === kind ? [endpoint.id] : []));
  const outside = [...ids("internet"), ...ids("prefix-list"), ...ids("cidr"), ...ids("unknown")];
  // What the internet may do, every address may do: edges of the internet are not repeated at smaller ends.
  const wider = ids("prefix-list").length > 0 ? [INTERNET] : [];
  const unresolved = [...ids("unknown")];
  const end = {
    segments: ids("segment"),
    workloads: ids("workload"),
    outside: { every: [...outside, ...wider], some: [...outside, ...wider] },
    family: "both",
  } as const;
  return accept(
    unresolved.length === 0
      ? end
      : { ...end, open: `${unresolved.join(", ")} is not in the input, so what it allows is not known` },
  );
}

/** The block that the text writes; an address is the block of itself. */
function blockOf(text: string): Cidr | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return enclosingCidr(address, ADDRESS_BITS[address.family]);
  const cidr = parseCidr(text);
  return cidr.ok ? cidr.value : undefined;
}

function outsideEnd(network: CheckedNetwork, cidr: Cidr): ExpectationEnd {
  const meant = AddressSet.fromCidrs([cidr]);
  const every: string[] = [];
  const some: string[] = [];
  for (const { id, kind } of network.reachability.endpoints) {
    const addresses =
      kind === "internet"
        ? AddressSet.ALL
        : kind === "cidr"
          ? setOf(id)
          : kind === "prefix-list"
            ? network.model.prefixLists.get(id)?.addresses
            : undefined;
    if (addresses?.covers(meant)) every.push(id);
    if (addresses?.intersects(meant)) some.push(id);
  }
  const end = { segments: [], workloads: [], outside: { every, some }, family: cidr.family };
  const inside = [...network.model.vpcs.values()].find(
    ({ ipv4, ipv6 }) => ipv4?.intersects(meant) || ipv6?.intersects(meant),
  );
  return inside === undefined
    ? end
    : {
        ...end,
        open: `${cidr.text} holds addresses of ${inside.id}, whose hosts are judged by name: name the segment or workload`,
      };
}

function setOf(cidrText: string): AddressSet | undefined {
  const cidr = blockOf(cidrText);
  return cidr === undefined ? undefined : AddressSet.fromCidrs([cidr]);
}

const LISTED_NAMES = 12;

function listing(network: CheckedNetwork): string {
  const names = [...new Set(network.reachability.endpoints.map(({ name }) => name))];
  return names.length > LISTED_NAMES
    ? `${names.slice(0, LISTED_NAMES).join(", ")} and ${names.length - LISTED_NAMES} more`
    : names.join(", ");
}
