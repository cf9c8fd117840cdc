import fc from "fast-check";
import { describe, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { type Cidr, enclosingCidr, ipv4Bounds, ipv4Cidr } from "../../../core/network/cidr.js";
import { type PlannedTier, planSubnets, type SubnetPlanInput } from "../../../core/network/subnet-plan.js";
import { runs } from "../../harness/property-runs.js";
import { expectRefuted } from "../policy/refutation.js";

type Plan = (input: SubnetPlanInput) => readonly PlannedTier[];
const plan: Plan = (input) => valueOrThrow(planSubnets(input));

const vpc = fc
  .tuple(fc.integer({ min: 16, max: 26 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
  .map(([length, value]) => enclosingCidr({ family: "ipv4", value }, length));
const named = (what: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${what}-${index}`);
/** Every input that fits: as many tiers as there are blocks of four subnets. */
const input: fc.Arbitrary<SubnetPlanInput> = vpc.chain((vpcCidr) =>
  fc
    .option(fc.integer({ min: vpcCidr.prefixLength + 2, max: 28 }), { nil: undefined })
    .chain((subnetPrefixLength) => {
      const length = subnetPrefixLength ?? Math.min(vpcCidr.prefixLength + 4, 28);
      const most = Math.min(2 ** (length - 2 - vpcCidr.prefixLength), 9);
      return fc
        .tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: 4 }))
        .map(([tiers, zones]) => ({
          vpcCidr,
          tiers: named("tier", tiers),
          zones: named("zone", zones),
          ...(subnetPrefixLength === undefined ? {} : { subnetPrefixLength }),
        }));
    }),
);

const bounds = (cidr: Cidr): readonly [number, number] =>
  cidr.family === "ipv4" ? ipv4Bounds(cidr) : [0, 0];
const within = (inner: Cidr, outer: Cidr): boolean =>
  bounds(outer)[0] <= bounds(inner)[0] && bounds(inner)[1] <= bounds(outer)[1];
const apart = (cidrs: readonly Cidr[]): boolean => {
  const sorted = cidrs.map(bounds).sort(([a], [b]) => a - b);
  return sorted.every(([start], index) => index === 0 || (sorted[index - 1]?.[1] ?? 0) <= start);
};
const isNetwork = (cidr: Cidr): boolean =>
  cidr.family === "ipv4" && cidr.network % 2 ** (32 - cidr.prefixLength) === 0;

/** A subnet for each tier and zone, in its tier's block, the blocks in the VPC, and no address in two of them. */
const dividesTheVpc = (planned: Plan) =>
  fc.property(input, (given) => {
    const tiers = planned(given);
    const subnets = tiers.flatMap((tier) => tier.subnets);
    return (
      tiers.map(({ name }) => name).join() === given.tiers.join() &&
      tiers.every(
        (tier) =>
          tier.subnets.map(({ zone }) => zone).join() === given.zones.join() &&
          tier.subnets.every((subnet) => subnet.tier === tier.name && within(subnet.cidr, tier.block)) &&
          within(tier.block, given.vpcCidr),
      ) &&
      apart(subnets.map(({ cidr }) => cidr)) &&
      apart(tiers.map(({ block }) => block)) &&
      [...subnets.map(({ cidr }) => cidr), ...tiers.map(({ block }) => block)].every(isNetwork) &&
      subnets.every(({ cidr }) => 16 <= cidr.prefixLength && cidr.prefixLength <= 28)
    );
  });

/** Where every subnet and block lies. */
const places = (tiers: readonly PlannedTier[]): Map<string, string> =>
  new Map(
    tiers.flatMap(({ name, block, subnets }) => [
      [name, block.text] as const,
      ...subnets.map(({ zone, cidr }) => [`${name} ${zone}`, cidr.text] as const),
    ]),
  );
/** What was there stays where it was when zones (up to four) or tiers are added at the end. */
const movesNothing = (planned: Plan) =>
  fc.property(input, (given) => {
    const after = places(planned(given));
    return given.tiers.every((_, tier) =>
      given.zones.every((__, zone) => {
        const tiers = given.tiers.slice(0, tier + 1);
        const before = planned({ ...given, tiers, zones: given.zones.slice(0, zone + 1) });
        return [...places(before)].every(([name, text]) => after.get(name) === text);
      }),
    );
  });

describe("planSubnets", () => {
  it("divides the VPC", () => {
    fc.assert(dividesTheVpc(plan), runs(500));
  });
  it("moves nothing when zones and tiers are added", () => {
    fc.assert(movesNothing(plan), runs(500));
  });

  /** Lays all subnets in one row, without room for zones to come. */
  const inOneRow: Plan = (given) => {
    let row = 0;
    return plan(given).map((tier) => ({
      ...tier,
      subnets: tier.subnets.map((subnet) => {
        const { network } = given.vpcCidr as { network: number };
        const cidr = ipv4Cidr(network + row * 2 ** (32 - subnet.cidr.prefixLength), subnet.cidr.prefixLength);
        row += 1;
        return { ...subnet, cidr };
      }),
    }));
  };
  /** Sorts the tiers by name first. */
  const byLastName: Plan = (given) => {
    const sorted = plan({ ...given, tiers: [...given.tiers].reverse() });
    return given.tiers.map((name) => sorted.find((tier) => tier.name === name) as PlannedTier);
  };
  it.each<[string, Plan, (planned: Plan) => fc.IProperty<[SubnetPlanInput]>]>([
    ["lays subnets in one row", inOneRow, movesNothing],
    ["lays subnets in one row, out of their tiers", inOneRow, dividesTheVpc],
    ["lets the last tier come first", byLastName, movesNothing],
    [
      "gives each tier the same block",
      (given) => plan(given).map((tier) => ({ ...tier, block: (plan(given)[0] as PlannedTier).block })),
      dividesTheVpc,
    ],
    [
      "makes subnets twice as large",
      (given) =>
        plan(given).map((tier) => ({
          ...tier,
          subnets: tier.subnets.map((subnet) => ({
            ...subnet,
            cidr: ipv4Cidr((subnet.cidr as { network: number }).network, subnet.cidr.prefixLength - 1),
          })),
        })),
      dividesTheVpc,
    ],
  ])("one that %s is refuted", (_, mutant, property) => {
    expectRefuted(property(mutant));
  });
});
