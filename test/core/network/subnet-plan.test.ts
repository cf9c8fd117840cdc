import { describe, expect, it } from "vitest";
import { valueOrThrow } from "../../../core/errors.js";
import { parseCidr } from "../../../core/network/cidr.js";
import { planSubnets, type SubnetPlanInput } from "../../../core/network/subnet-plan.js";
import { refusalOf } from "../../harness/problem-lines.js";

const interpolation = (expression: string): string => `\${${expression}}`;
const ZONES = ["eu-central-1a", "eu-central-1b"];
type Given = Partial<Omit<SubnetPlanInput, "vpcCidr">> & { readonly vpc?: string };

const plan = ({ vpc = "10.0.0.0/16", tiers = ["frontend", "app"], zones = ZONES, ...more }: Given) =>
  planSubnets({ vpcCidr: valueOrThrow(parseCidr(vpc)), tiers, zones, ...more });
/** Each tier's block, then its subnets. */
const planned = (given: Given): string[][] =>
  valueOrThrow(plan(given)).map(({ name, block, subnets }) => [
    name,
    block.text,
    ...subnets.map(({ tier, zone, cidr }) => (tier === name ? `${zone} ${cidr.text}` : "of another tier")),
  ]);

describe("planSubnets", () => {
  it("gives each tier one block with room for four zones", () => {
    expect(planned({})).toEqual([
      ["frontend", "10.0.0.0/18", "eu-central-1a 10.0.0.0/20", "eu-central-1b 10.0.16.0/20"],
      ["app", "10.0.64.0/18", "eu-central-1a 10.0.64.0/20", "eu-central-1b 10.0.80.0/20"],
    ]);
  });

  it.each<[string, Given, string[][]]>([
    [
      "the last tier and zone of a /16",
      { tiers: ["a", "b", "c", "d"], zones: ["z1", "z2", "z3", "z4"] },
      [
        [
          "d",
          "10.0.192.0/18",
          "z1 10.0.192.0/20",
          "z2 10.0.208.0/20",
          "z3 10.0.224.0/20",
          "z4 10.0.240.0/20",
        ],
      ],
    ],
    [
      "the end of the address space",
      { vpc: "255.255.0.0/16", tiers: ["a", "b", "c", "d"], zones: ["z1"] },
      [["d", "255.255.192.0/18", "z1 255.255.192.0/20"]],
    ],
    ["a /24", { vpc: "10.0.0.0/24", tiers: ["a"], zones: ["z1"] }, [["a", "10.0.0.0/26", "z1 10.0.0.0/28"]]],
    [
      "a /26, one tier",
      { vpc: "10.0.0.64/26", tiers: ["a"], zones: ["z1"] },
      [["a", "10.0.0.64/26", "z1 10.0.0.64/28"]],
    ],
    [
      "longer subnets for more tiers",
      { tiers: ["a", "b", "c", "d", "e"], zones: ["z1"], subnetPrefixLength: 24 },
      [["e", "10.0.16.0/22", "z1 10.0.16.0/24"]],
    ],
    [
      "the largest subnets",
      { tiers: ["a"], zones: ["z1"], subnetPrefixLength: 18 },
      [["a", "10.0.0.0/16", "z1 10.0.0.0/18"]],
    ],
  ])("plans %s", (_, given, tail) => {
    expect(planned(given).slice(-tail.length)).toEqual(tail);
  });

  const doNotFit = (got: string): string =>
    `CORDON_SUBNETS_DO_NOT_FIT: the tiers and zones do not fit into the VPC. Got: ${got}. ` +
    "Allowed: an IPv4 block from /16 to /26, at least one tier, 1 to 4 zones, four subnets of at least /28 for every tier. " +
    "Fix: take a larger VPC block, a longer subnetPrefixLength, or fewer tiers and zones.";
  it.each<[string, Given, string]>([
    [
      "a fifth tier",
      { tiers: ["a", "b", "c", "d", "e"] },
      "10.0.0.0/16 for 5 tiers in 2 zones with /20 subnets",
    ],
    [
      "a fifth zone",
      { zones: ["z1", "z2", "z3", "z4", "z5"] },
      "10.0.0.0/16 for 2 tiers in 5 zones with /20 subnets",
    ],
    ["no tiers", { tiers: [] }, "10.0.0.0/16 for 0 tiers in 2 zones with /20 subnets"],
    ["no zones", { zones: [] }, "10.0.0.0/16 for 2 tiers in 0 zones with /20 subnets"],
    ["a VPC that EC2 refuses", { vpc: "10.0.0.0/15" }, "10.0.0.0/15 for 2 tiers in 2 zones with /19 subnets"],
    ["a VPC without room", { vpc: "10.0.0.0/27" }, "10.0.0.0/27 for 2 tiers in 2 zones with /28 subnets"],
    ["two tiers in a /26", { vpc: "10.0.0.0/26" }, "10.0.0.0/26 for 2 tiers in 2 zones with /28 subnets"],
    [
      "subnets that EC2 refuses",
      { subnetPrefixLength: 29 },
      "10.0.0.0/16 for 2 tiers in 2 zones with /29 subnets",
    ],
    [
      "subnets larger than a quarter of the VPC",
      { tiers: ["a"], subnetPrefixLength: 17 },
      "10.0.0.0/16 for 1 tiers in 2 zones with /17 subnets",
    ],
    [
      "half a prefix length",
      { subnetPrefixLength: 20.5 },
      "10.0.0.0/16 for 2 tiers in 2 zones with /20.5 subnets",
    ],
    ["an IPv6 VPC", { vpc: "2001:db8::/32" }, "2001:db8::/32 for 2 tiers in 2 zones with /28 subnets"],
  ])("refuses %s", (_, given, got) => {
    expect(refusalOf(plan(given))).toBe(doNotFit(got));
  });

  it("names every problem of the names at once", () => {
    expect(
      refusalOf(
        plan({
          tiers: ["app", "app db", "app"],
          zones: ["eu-central-1a", interpolation("var.zone"), "eu-central-1a"],
        }),
      ),
    ).toBe(
      [
        'CORDON_SEGMENT_NAME_REFUSED: this is not a valid name for a tier. Got: "app db". ' +
          'Allowed: a letter, then letters, digits, ".", "_" and "-", at most 63 characters, not starting with "sg-" (EC2 keeps it for ids). ' +
          "Fix: choose a name such as app or orders-db.",
        'CORDON_TIER_NAME_TAKEN: two tiers have the same name. Got: "app". Allowed: each name once. Fix: rename or delete one of the two.',
        "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor proven. " +
          `Got: ${JSON.stringify(interpolation("var.zone"))}. Allowed: a literal zone name. Fix: write the name.`,
        'CORDON_TIER_NAME_TAKEN: two zones have the same name. Got: "eu-central-1a". Allowed: each name once. Fix: rename or delete one of the two.',
      ].join("\n"),
    );
  });
});
