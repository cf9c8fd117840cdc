import { accept, quote, type Result, refuse } from "../errors.js";
import { suggest } from "../json/suggest.js";
import { parseAddress } from "../network/address.js";
import { AddressSet } from "../network/address-set.js";
import { ADDRESS_BITS, type Cidr, enclosingCidr, parseCidr } from "../network/cidr.js";
import { GLOBALLY_ROUTABLE } from "../network/globally-routable.js";
import { CheckedNetwork } from "../reachability/checked-network.js";
import { blockConversations } from "../reachability/compute-reachability.js";
import { type Endpoint, INTERNET } from "../reachability/reachability.js";
import { mayOverlapGenerated } from "../reachability/reading/generated-blocks.js";
import { isBlock, textOf } from "../terraform/value.js";
import { displayNames } from "./display-names.js";
import type { CheckErrorCode } from "./error-codes.js";

/** What a name or address in an expectation stands for. */
export interface ExpectationEnd {
  readonly segments: readonly string[];
  readonly workloads: readonly string[];
  /** Outside ends: `every` holds all the addresses meant, `some` at least one of them. */
  readonly outside: { readonly every: readonly string[]; readonly some: readonly string[] };
  readonly family: "ipv4" | "ipv6" | "both";
  /** Why "no edge" does not mean "no way" here. */
  readonly whyUnknown?: string;
}

/** The names of a network's endpoints. */
export class EndpointNames {
  readonly #network: CheckedNetwork;
  readonly #byName = new Map<string, Endpoint[]>();

  constructor(network: CheckedNetwork) {
    this.#network = network;
    for (const endpoint of network.reachability.endpoints) {
      for (const name of namesOf(network, endpoint)) {
        const list = this.#byName.get(name);
        if (list === undefined) this.#byName.set(name, [endpoint]);
        else list.push(endpoint);
      }
    }
    // What a report calls it, where no author calls anything so.
    const shown = displayNames(network.reachability.endpoints);
    for (const endpoint of network.reachability.endpoints) {
      const name = shown.get(endpoint.id) ?? endpoint.id;
      if (!this.#byName.has(name)) this.#byName.set(name, [endpoint]);
    }
  }

  /**
   * What the text stands for: an id; `internet`; a CIDR block or address; or a name, then every endpoint that has it.
   *
   * Problem: the given code, with what the author may have meant.
   */
  resolve(text: string, code: CheckErrorCode, where: string): Result<ExpectationEnd, CheckErrorCode> {
    const cidr = text === INTERNET ? undefined : blockOf(text);
    if (cidr !== undefined) return accept(outsideEnd(this.#network, cidr));
    const exact = this.#network.endpoints.get(text);
    const named = exact ? [exact] : (this.#byName.get(text) ?? []);
    if (named.length > 0) return accept(namedEnd(named));
    return refuse({
      code,
      summary: "no endpoint of the network has this name or address",
      got: quote(text),
      allowed: `a name, a Terraform address, a CIDR block, or internet: ${listing(this.#network)}`,
      fix: suggest(text, [...this.#byName.keys()]) ?? "copy the name from the output of cordon check",
      where,
    });
  }
}

/** Its id and name; also the label, the `name`, the tags that name it, and the construct path, as its author knows it. */
function namesOf({ model }: CheckedNetwork, { id, name, constructPath }: Endpoint): ReadonlySet<string> {
  const resource = model.resources.get(id);
  const tags = resource?.values.get("tags");
  const tag = (key: string): string | undefined => (isBlock(tags) ? textOf(tags.get(key)) : undefined);
  const names = [
    id,
    name,
    resource?.name,
    textOf(resource?.values.get("name")),
    tag("Name"),
    tag("cordon:segment"),
    constructPath ?? undefined,
    // The L2 construct around the resource has its path less the last part.
    constructPath?.replace(/\/Resource$/, ""),
  ];
  return new Set(
    names.flatMap((candidate) => (candidate === undefined || candidate === "" ? [] : [candidate])),
  );
}

function namedEnd(named: readonly Endpoint[]): ExpectationEnd {
  const ids = (...kinds: readonly Endpoint["kind"][]): string[] =>
    named.flatMap((endpoint) => (kinds.includes(endpoint.kind) ? [endpoint.id] : []));
  const outside = ids("internet", "prefix-list", "unknown");
  // What the internet may do, every address may do: its edges are not repeated at smaller ends.
  if (ids("prefix-list").length > 0) outside.push(INTERNET);
  const unresolved = ids("unknown");
  const end = {
    segments: ids("segment"),
    workloads: ids("workload"),
    outside: { every: outside, some: outside },
    family: "both",
  } as const;
  if (unresolved.length === 0) return end;
  return {
    ...end,
    whyUnknown: `${unresolved.join(", ")} is not in the input, so what it allows is not known`,
  };
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
  // Who is not on the internet is judged by itself: see withBlocks.
  if (!isOnInternet(cidr)) {
    every.push(cidr.text);
    some.push(cidr.text);
  } else collectEnds(network, meant, every, some);
  const end = { segments: [], workloads: [], outside: { every, some }, family: cidr.family };
  const inside = [...network.model.vpcs.values()].find(
    ({ ipv4, ipv6, generatedIpv6 }) =>
      ipv4?.intersects(meant) ||
      ipv6?.intersects(meant) ||
      (generatedIpv6 === true && mayOverlapGenerated(cidr)),
  );
  if (inside === undefined) return end;
  const holds = inside.generatedIpv6 === true && cidr.family === "ipv6" ? "may hold" : "holds";
  return {
    ...end,
    whyUnknown: `${cidr.text} ${holds} addresses of ${inside.id}, whose hosts are judged by name: name the segment or workload`,
  };
}

/** Whether every address of the block is globally routable. */
function isOnInternet(cidr: Cidr): boolean {
  return GLOBALLY_ROUTABLE.covers(AddressSet.fromCidrs([cidr]));
}

/**
 * The network with the conversations of blocks that are not on the internet, as statements name them: which of them the
 * rules of 0.0.0.0/0 let in, the edges of the internet do not say.
 */
export function withBlocks(network: CheckedNetwork, ends: readonly string[]): CheckedNetwork {
  const blocks = new Map<string, Cidr>();
  for (const end of ends) {
    const cidr = end === INTERNET ? undefined : blockOf(end);
    if (cidr !== undefined && !isOnInternet(cidr)) blocks.set(cidr.text, cidr);
  }
  if (blocks.size === 0) return network;
  const judged = [...blocks.values()].map((block) => blockConversations(network.model, block));
  const { reachability } = network;
  return new CheckedNetwork(network.model, {
    ...reachability,
    endpoints: [
      ...reachability.endpoints.filter(({ id }) => !blocks.has(id)),
      ...judged.flatMap(({ endpoints }) => endpoints),
    ],
    edges: [
      ...reachability.edges.filter(({ from, to }) => !blocks.has(from) && !blocks.has(to)),
      ...judged.flatMap(({ edges }) => edges),
    ],
  });
}

/** The outside ends that hold all, or some, of the addresses meant. */
function collectEnds(network: CheckedNetwork, meant: AddressSet, every: string[], some: string[]): void {
  for (const { id, kind } of network.reachability.endpoints) {
    const addresses =
      kind === "internet"
        ? GLOBALLY_ROUTABLE
        : kind === "cidr"
          ? setOf(id)
          : kind === "prefix-list"
            ? network.model.prefixLists.get(id)?.addresses
            : undefined;
    if (addresses?.covers(meant)) every.push(id);
    if (addresses?.intersects(meant)) some.push(id);
  }
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
