import { accept, quote, type Result, refuseAll } from "../errors.js";
import { append } from "../json/append.js";
import { type Cidr, ipv4Cidr } from "./cidr.js";
import type { NetworkErrorCode, NetworkProblem } from "./error-codes.js";
import { checkName } from "./text.js";

/** EC2 allows subnets and VPCs from /16 to /28 (Amazon VPC User Guide, "VPC CIDR blocks", "Subnet CIDR blocks"). */
const SHORTEST_PREFIX = 16;
const LONGEST_PREFIX = 28;
/** Each tier's block has room for four zones, so a zone can be added later without moving a subnet. */
const ZONES_PER_TIER_BITS = 2;
/** By default the VPC has room for four tiers of four zones. */
const DEFAULT_SUBNET_BITS = 4;

/** One subnet of the plan. */
export interface PlannedSubnet {
  readonly tier: string;
  readonly zone: string;
  readonly cidr: Cidr;
}

/** One tier of the plan: all its subnets, now and later, lie in `block`. */
export interface PlannedTier {
  readonly name: string;
  readonly block: Cidr;
  readonly subnets: readonly PlannedSubnet[];
}

/** What a plan is made of. */
export interface SubnetPlanInput {
  readonly vpcCidr: Cidr;
  /** In order: the position of a tier decides its block, so new tiers go last. */
  readonly tiers: readonly string[];
  /** At most four availability zones; new zones go last. */
  readonly zones: readonly string[];
  /** @default - the VPC's prefix length plus 4 */
  readonly subnetPrefixLength?: number;
}

/**
 * A subnet for each tier and zone, such that every tier is one CIDR block.
 *
 * One block a tier keeps network ACLs short: an entry names a tier, not its subnets.
 * Problems: CORDON_SUBNETS_DO_NOT_FIT, CORDON_TIER_NAME_TAKEN, CORDON_SEGMENT_NAME_REFUSED, CORDON_TOKEN_NOT_ALLOWED.
 */
export function planSubnets(input: SubnetPlanInput): Result<readonly PlannedTier[], NetworkErrorCode> {
  const { vpcCidr, tiers, zones } = input;
  const problems: NetworkProblem[] = [];
  for (const [what, names] of [
    ["tier", tiers],
    ["zone", zones],
  ] as const) {
    for (const name of names) {
      const checked = checkName(name, what);
      if (!checked.ok) append(problems, checked.problems);
    }
    const twin = names.find((name, index) => names.indexOf(name) !== index);
    if (twin !== undefined) {
      problems.push({
        code: "CORDON_TIER_NAME_TAKEN",
        summary: `two ${what}s have the same name`,
        got: quote(twin),
        allowed: "each name once",
        fix: "rename or delete one of the two",
      });
    }
  }
  const length =
    input.subnetPrefixLength ?? Math.min(vpcCidr.prefixLength + DEFAULT_SUBNET_BITS, LONGEST_PREFIX);
  const tierBits = length - ZONES_PER_TIER_BITS - vpcCidr.prefixLength;
  if (
    vpcCidr.family !== "ipv4" ||
    vpcCidr.prefixLength < SHORTEST_PREFIX ||
    !Number.isInteger(length) ||
    length > LONGEST_PREFIX ||
    tierBits < 0 ||
    tiers.length > 2 ** tierBits ||
    tiers.length === 0 ||
    zones.length > 2 ** ZONES_PER_TIER_BITS ||
    zones.length === 0
  ) {
    problems.push({
      code: "CORDON_SUBNETS_DO_NOT_FIT",
      summary: "the tiers and zones do not fit into the VPC",
      got: `${vpcCidr.text} for ${tiers.length} tiers in ${zones.length} zones with /${length} subnets`,
      allowed: `an IPv4 block from /${SHORTEST_PREFIX} to /${LONGEST_PREFIX - ZONES_PER_TIER_BITS}, at least one tier, 1 to 4 zones, four subnets of at least /${LONGEST_PREFIX} for every tier`,
      fix: "take a larger VPC block, a longer subnetPrefixLength, or fewer tiers and zones",
    });
  }
  if (problems.length > 0 || vpcCidr.family !== "ipv4") return refuseAll(problems);
  const subnetSize = 2 ** (32 - length);
  const tierSize = subnetSize * 2 ** ZONES_PER_TIER_BITS;
  return accept(
    tiers.map((name, tierIndex) => {
      const start = vpcCidr.network + tierIndex * tierSize;
      return {
        name,
        block: ipv4Cidr(start, length - ZONES_PER_TIER_BITS),
        subnets: zones.map((zone, zoneIndex) => ({
          tier: name,
          zone,
          cidr: ipv4Cidr(start + zoneIndex * subnetSize, length),
        })),
      };
    }),
  );
}
