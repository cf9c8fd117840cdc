import { accept, CordonError, quote, type Result, refuse, valueOrThrow } from "../errors.js";
import { suggest } from "../json/suggest.js";
import { isJsonObject, member, textMember } from "../json/values.js";
import { AddressSet } from "./address-set.js";
import { nearService } from "./aws-names.js";
import { type Cidr, parseCidr } from "./cidr.js";
import type { NetworkErrorCode, NetworkProblem } from "./error-codes.js";
import { coversInternet } from "./globally-routable.js";
import { checkName } from "./text.js";
import { isToken } from "./token.js";

/** A block of addresses. `internet` is true only for the two peers that say so by name. */
export interface CidrPeer {
  readonly kind: "cidr";
  readonly cidr: Cidr;
  readonly internet: boolean;
}

/** A customer-managed prefix list. It weighs `maxEntries` rules, whatever it holds today (VPC quotas page). */
export interface PrefixListPeer {
  readonly kind: "prefix-list";
  /** "pl-…", or a token. */
  readonly prefixListId: string;
  readonly name: string;
  readonly maxEntries: number;
}

/** An AWS service, reached through its VPC endpoint and never through the internet. */
export interface AwsServicePeer {
  readonly kind: "aws-service";
  /** The last part of the endpoint's service name: "s3", "secretsmanager", "ecr.api". */
  readonly service: string;
}

/** A security group that Cordon does not own, in this account or a peered one. */
export interface SecurityGroupPeer {
  readonly kind: "security-group";
  /** "sg-…", "111122223333/sg-…" for another account, or a token. */
  readonly securityGroupId: string;
  readonly name: string;
}

/** The other end of a flow that is not a segment. */
export type Peer = CidrPeer | PrefixListPeer | AwsServicePeer | SecurityGroupPeer;

const SECURITY_GROUP_ID = /^(?:[0-9]{12}\/)?sg-[0-9a-f]{8}(?:[0-9a-f]{9})?$/;
const PREFIX_LIST_ID = /^pl-[0-9a-f]{8}(?:[0-9a-f]{9})?$/;
/** EC2 allows at most 1000 entries in a prefix list (VPC quotas page). */
const MOST_PREFIX_LIST_ENTRIES = 1000;
const SERVICE_NAME = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*$/;

/** Makes the peers of flows. Every factory throws a CordonError for a value that AWS would refuse. */
export const Peer = {
  /**
   * A CIDR block of either family.
   * @throws CordonError CORDON_CIDR_MALFORMED, CORDON_CIDR_HOST_BITS, CORDON_TOKEN_NOT_ALLOWED;
   * CORDON_PEER_INTERNET for a block that holds every globally routable address of its family, such as 0.0.0.0/0, ::/0
   * and 2000::/3: that wants to be said by name
   */
  cidr(text: string): CidrPeer {
    return valueOrThrow(cidrPeer(text));
  },

  /** Every IPv4 address. As the target of a flow it opens the way out to the whole internet. */
  anyIpv4(): CidrPeer {
    return ANY_IPV4;
  },

  /** Every IPv6 address. As the target of a flow it opens the way out to the whole internet. */
  anyIpv6(): CidrPeer {
    return ANY_IPV6;
  },

  /**
   * A customer-managed prefix list.
   * @param options.maxEntries the list's maximum, which is what EC2 counts against the rule quota, 1 to 1000
   * @param options.name the list's name in rule ids and reports @default - the id, where it is a literal
   * @throws CordonError CORDON_PREFIX_LIST_REFUSED, CORDON_PEER_NAME_NEEDED
   */
  prefixList(
    prefixListId: string,
    options: { readonly maxEntries: number; readonly name?: string },
  ): PrefixListPeer {
    // An untyped caller may leave the options out.
    const maxEntries = options?.maxEntries;
    checkOptionNames("prefix list", options, ["maxEntries", "name"]);
    if (!isId(prefixListId, PREFIX_LIST_ID) || !isNumberOfEntries(maxEntries)) {
      throw new CordonError([
        {
          code: "CORDON_PREFIX_LIST_REFUSED",
          summary: "this is not a prefix list that a rule can name",
          got: quote({ prefixListId, maxEntries }),
          allowed: `an id such as pl-0123456789abcdef0 and a maxEntries from 1 to ${MOST_PREFIX_LIST_ENTRIES}`,
          fix: "copy both from the prefix list; EC2 counts its maximum, not its present entries",
        } satisfies NetworkProblem,
      ]);
    }
    return {
      kind: "prefix-list",
      prefixListId,
      name: peerName(prefixListId, options.name, "prefix list"),
      maxEntries,
    };
  },

  /**
   * An AWS service through a VPC endpoint: a gateway endpoint for "s3" and "dynamodb", an interface endpoint for every
   * other service, named as in its endpoint's service name ("secretsmanager", "ecr.api", "logs").
   * @throws CordonError CORDON_SERVICE_UNKNOWN
   */
  awsService(service: string): AwsServicePeer {
    return valueOrThrow(awsServicePeer(service));
  },

  /**
   * A security group that Cordon does not own. Only this side's rule is made; the other side is its owner's to open.
   * @param options.name the group's name in rule ids and reports @default - the id, where it is a literal
   * @throws CordonError CORDON_SECURITY_GROUP_ID_REFUSED, CORDON_PEER_NAME_NEEDED
   */
  securityGroup(securityGroupId: string, options: { readonly name?: string } = {}): SecurityGroupPeer {
    valueOrThrow(checkSecurityGroupId(securityGroupId));
    checkOptionNames("security group", options, ["name"]);
    return {
      kind: "security-group",
      securityGroupId,
      name: peerName(securityGroupId, options.name, "security group"),
    };
  },
} as const;

const ANY_IPV4: CidrPeer = { kind: "cidr", cidr: valueOrThrow(parseCidr("0.0.0.0/0")), internet: true };
const ANY_IPV6: CidrPeer = { kind: "cidr", cidr: valueOrThrow(parseCidr("::/0")), internet: true };

/** The peer of a CIDR text that is untrusted input; problems as {@link Peer.cidr}. */
export function cidrPeer(text: string): Result<CidrPeer, NetworkErrorCode> {
  const cidr = parseCidr(text);
  if (!cidr.ok) return cidr;
  if (coversInternet(AddressSet.fromCidrs([cidr.value]), cidr.value.family)) {
    return refuse({
      code: "CORDON_PEER_INTERNET",
      summary: "this block is the whole internet",
      got: quote(text),
      allowed: "a block of the addresses that the flow really needs",
      fix: `say it by name where it is meant: ${cidr.value.family === "ipv4" ? "Peer.anyIpv4()" : "Peer.anyIpv6()"}`,
    });
  }
  return accept({ kind: "cidr", cidr: cidr.value, internet: false });
}

/** The peer of a service name that is untrusted input; problems as {@link Peer.awsService}. */
export function awsServicePeer(service: string): Result<AwsServicePeer, NetworkErrorCode> {
  const isName = typeof service === "string" && SERVICE_NAME.test(service);
  const suggestion = isName ? nearService(service) : undefined;
  if (isName && suggestion === undefined) return accept({ kind: "aws-service", service });
  return refuse({
    code: "CORDON_SERVICE_UNKNOWN",
    summary: "this is not the name of a service endpoint",
    got: quote(service),
    allowed:
      "the part after the region in the endpoint's service name: s3, dynamodb, secretsmanager, ecr.api",
    fix: suggestion ?? "look the service up in AWS services that integrate with AWS PrivateLink",
  });
}

/** The id of a security group, or a token; problem CORDON_SECURITY_GROUP_ID_REFUSED. */
export function checkSecurityGroupId(id: string): Result<string, NetworkErrorCode> {
  if (isId(id, SECURITY_GROUP_ID)) return accept(id);
  return refuse({
    code: "CORDON_SECURITY_GROUP_ID_REFUSED",
    summary: "this is not a security group id; Terraform's validate and plan would accept it, EC2 would not",
    got: quote(id),
    allowed:
      "sg- with 8 or 17 hexadecimal digits, with 111122223333/ before it for another account, or a reference",
    fix: "copy the group's id, not its name",
  });
}

/** A list of one id has the text of that id. */
function isId(id: unknown, shape: RegExp): boolean {
  return isToken(id) || (typeof id === "string" && shape.test(id));
}

function isNumberOfEntries(number: unknown): boolean {
  return Number.isInteger(number) && Number(number) >= 1 && Number(number) <= MOST_PREFIX_LIST_ENTRIES;
}

/** Whether the value is what a factory of {@link Peer} returns. */
function isPeer(peer: unknown): peer is Peer {
  const name = textMember(peer, "name");
  switch (member(peer, "kind")) {
    case "cidr":
      return isCidr(member(peer, "cidr")) && typeof member(peer, "internet") === "boolean";
    case "prefix-list":
      return (
        name !== undefined &&
        isId(member(peer, "prefixListId"), PREFIX_LIST_ID) &&
        isNumberOfEntries(member(peer, "maxEntries"))
      );
    case "aws-service":
      return awsServicePeer(textMember(peer, "service") ?? "").ok;
    case "security-group":
      return name !== undefined && isId(member(peer, "securityGroupId"), SECURITY_GROUP_ID);
    default:
      return false;
  }
}

/** Whether the block is that of its text. */
function isCidr(cidr: unknown): boolean {
  const parsed = parseCidr(textMember(cidr, "text") ?? "");
  return parsed.ok && Object.entries(parsed.value).every(([name, value]) => member(cidr, name) === value);
}

/** A misspelt option would not count. Core's checker of options stands on this room, so it is not to be had here. */
function checkOptionNames(what: string, options: unknown, known: readonly string[]): void {
  const names = isJsonObject(options) ? Object.keys(options) : undefined;
  const unknown = names?.find((name) => !known.includes(name));
  // Without options at all, what they lack is said elsewhere.
  if (options === undefined || (names !== undefined && unknown === undefined)) return;
  throw new CordonError([
    {
      code: "CORDON_PEER_OPTION_REFUSED",
      summary: `a ${what} as a peer cannot have ${unknown === undefined ? "these options" : "this option"}`,
      got: quote(unknown ?? options),
      allowed: `an object with ${known.join(", ")}`,
      fix: (unknown === undefined ? undefined : suggest(unknown, known)) ?? "correct the options",
    } satisfies NetworkProblem,
  ]);
}

/** The other end of a flow as callers without a type checker hand it over; problem CORDON_PEER_UNKNOWN. */
export function checkPeer(peer: Peer): Result<Peer, NetworkErrorCode> {
  if (isPeer(peer)) return accept(peer);
  return refuse({
    code: "CORDON_PEER_UNKNOWN",
    summary: "the other end of the flow is neither a segment nor a peer",
    got: quote(peer),
    allowed: "a segment, or what a factory of Peer returns",
    fix: 'write Peer.cidr("203.0.113.0/24") for a block, shop.segment("app") for a segment',
  });
}

/** The peer as people read it: "203.0.113.0/24", "s3 (AWS service)", "corporate (prefix list)". */
export function describePeer(peer: Peer): string {
  switch (peer.kind) {
    case "cidr":
      return peer.cidr.text;
    case "prefix-list":
      return `${peer.name} (prefix list)`;
    case "aws-service":
      return `${peer.service} (AWS service)`;
    case "security-group":
      return `${peer.name} (security group)`;
  }
}

/** The name that rule ids derive from. The text of a token changes with the order of declarations, so it is none. */
function peerName(id: string, name: string | undefined, what: string): string {
  if (name !== undefined) return valueOrThrow(checkName(name, what));
  if (!isToken(id)) return id;
  throw new CordonError([
    {
      code: "CORDON_PEER_NAME_NEEDED",
      summary: `the ${what} has an id that is known only at deployment, and no name`,
      got: quote(id),
      allowed: "a name, from which the ids of the rules derive",
      fix: 'add { name: "bastion" } with the name that your team uses',
    } satisfies NetworkProblem,
  ]);
}
