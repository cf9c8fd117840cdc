import { AddressSet } from "../../network/address-set.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { NetworkModel, Subnet, Vpc, Workload } from "../model.js";
import type { Permit, PermitsByGroup } from "./permits.js";
import { Profile } from "./profile.js";

/** Something that sends and takes packets: a group alone, or a workload with the union of its groups. */
export interface Actor {
  readonly id: string;
  readonly kind: "segment" | "workload" | "unknown";
  readonly profile: Profile;
  /** The profile as far as it is known: of a group outside the input, its rules in the input alone. */
  readonly known: Profile;
  readonly vpc: string;
  /** Where it may stand; several where it may stand in several subnets. */
  readonly places: readonly Place[];
  readonly hasIpv6: Knowledge;
  /** The same group in the other VPCs that it is associated with. */
  readonly elsewhere: readonly Actor[];
  /** The input does not determine whether it is there. @default - it is */
  readonly perhaps?: true;
  /** The workload. @default - the actor is a group */
  readonly workload?: Workload;
}

/** One place of an actor. */
export interface Place {
  /** Its subnet, with the tables that filter there; null for a group, which may sit anywhere in its VPC. */
  readonly subnet: Subnet | null;
  /** Addresses that it may have there. One object for equal ranges, so that results can be kept by it. */
  readonly range: AddressSet;
  /** The range is not in the input but only bounded by it. */
  readonly rangeKnown: boolean;
}

/** Every actor of the model. */
export interface Actors {
  readonly segments: readonly Actor[];
  readonly workloads: readonly Actor[];
}

/** The actors of the model: each group judged alone, and each workload with the union of its groups. */
export function actorsOf(model: NetworkModel, permits: PermitsByGroup): Actors {
  const ranges = new RangeRegister();
  const profiles = new Map<string, Profile>();
  const profileOf = (
    groups: readonly string[],
    allKnown: boolean,
    perhaps: readonly string[] = [],
  ): Profile => {
    const [sorted, maybe] = [[...groups].sort(), [...perhaps].sort()];
    const key = `${allKnown} ${sorted.join("\n")}${maybe.length === 0 ? "" : ` or ${maybe.join("\n")}`}`;
    const profile = profiles.get(key) ?? unionProfile(sorted, maybe, allKnown, model, permits);
    profiles.set(key, profile);
    return profile;
  };
  // What stands for one of some groups acts as those.
  const acting = [...model.securityGroups.values()].filter(({ oneOf }) => oneOf === undefined);
  const segments = acting.map((group): Actor => {
    const vpc = model.vpcs.get(group.vpc);
    const profile = profileOf([group.id], true);
    const known = group.managed ? profile : profile.withoutDoubt();
    const at = (home: Vpc | undefined, id: string, elsewhere: readonly Actor[]): Actor => ({
      id: group.id,
      kind: group.managed ? "segment" : "unknown",
      profile,
      known,
      vpc: id,
      places: [{ subnet: null, ...ranges.ofVpc(home) }],
      hasIpv6: home?.hasIpv6 ?? "unknown",
      elsewhere,
    });
    const others = (group.alsoIn ?? []).map((id) => at(model.vpcs.get(id), id, []));
    const perhaps = (group.perhapsIn ?? []).map(
      (id): Actor => ({ ...at(model.vpcs.get(id), id, []), perhaps: true }),
    );
    return at(vpc, group.vpc, [...others, ...perhaps]);
  });
  const workloads = [...model.workloads.values()].map((workload): Actor => {
    const places = placesOf(workload, model, ranges);
    const profile = profileOf(workload.groups, workload.groupsComplete, workload.perhapsGroups);
    return {
      id: workload.id,
      kind: "workload",
      profile,
      known: profile,
      vpc: workload.vpc,
      places,
      hasIpv6: workload.hasIpv6,
      elsewhere: [],
      workload,
      ...(workload.perhaps === undefined ? {} : { perhaps: true }),
    };
  });
  return { segments, workloads };
}

function unionProfile(
  groups: readonly string[],
  perhaps: readonly string[],
  allKnown: boolean,
  model: NetworkModel,
  permits: PermitsByGroup,
): Profile {
  const of = (direction: "ingress" | "egress") => [
    ...groups.flatMap((group) => permits.get(group)?.[direction] ?? []),
    ...perhaps.flatMap((group) =>
      (permits.get(group)?.[direction] ?? []).map((permit): Permit => ({ ...permit, certain: false })),
    ),
  ];
  const incomplete = (direction: "ingress" | "egress") =>
    !allKnown ||
    [...groups, ...perhaps].some((group) => model.securityGroups.get(group)?.complete[direction] === false);
  return new Profile(
    { groups, perhaps, mayCarryMore: !allKnown },
    { ingress: of("ingress"), egress: of("egress") },
    { ingress: incomplete("ingress"), egress: incomplete("egress") },
  );
}

type Range = Pick<Place, "range" | "rangeKnown">;

/** Ranges, one object each. */
class RangeRegister {
  readonly #known = new Map<string, AddressSet>();

  intern(range: AddressSet): AddressSet {
    const key = `${range.ipv4.boundaries.join(",")};${range.ipv6.boundaries.join(",")}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, range);
    return range;
  }

  /** The blocks of a VPC; everything where they are not in the input. */
  ofVpc(vpc: Vpc | undefined): Range {
    return this.#of(vpc?.ipv4 ?? null, vpc?.ipv6 ?? null, vpc?.hasIpv6 !== "no");
  }

  ofSubnet(subnet: Subnet, vpc: Vpc | undefined): Range {
    return this.#of(
      subnet.ipv4 ?? vpc?.ipv4 ?? null,
      subnet.ipv6 ?? vpc?.ipv6 ?? null,
      subnet.hasIpv6 !== "no",
      subnet,
    );
  }

  #of(ipv4: AddressSet | null, ipv6: AddressSet | null, mayHaveIpv6: boolean, subnet?: Subnet): Range {
    const four = ipv4 ?? AddressSet.ALL_IPV4;
    const six = mayHaveIpv6 ? (ipv6 ?? AddressSet.ALL_IPV6) : AddressSet.EMPTY;
    const known =
      ipv4 !== null && (ipv6 !== null || !mayHaveIpv6) && (subnet === undefined || subnet.ipv4 !== null);
    return { range: this.intern(new AddressSet(four.ipv4, six.ipv6)), rangeKnown: known };
  }
}

function placesOf(workload: Workload, model: NetworkModel, ranges: RangeRegister): Place[] {
  const vpc = model.vpcs.get(workload.vpc);
  const subnets = workload.subnets
    .map((id) => model.subnets.get(id))
    .filter((subnet) => subnet !== undefined);
  const bare: readonly Place[] =
    subnets.length === 0
      ? [{ subnet: null, ...ranges.ofVpc(vpc) }]
      : subnets.map((subnet) => ({ subnet, ...ranges.ofSubnet(subnet, vpc) }));
  const stated = workload.addresses;
  if (stated === null) return [...bare];
  // An address that is stated stands in the subnet whose block holds it; the other IP version keeps its range.
  const fitting = bare.filter((place) => place.range.intersects(stated));
  return (fitting.length > 0 ? fitting : bare.slice(0, 1)).map((place) => {
    const inside = fitting.length > 1 ? stated.intersection(place.range) : stated;
    const ipv4 = inside.ipv4.isEmpty ? place.range.ipv4 : inside.ipv4;
    const ipv6 = inside.ipv6.isEmpty ? place.range.ipv6 : inside.ipv6;
    const known =
      place.rangeKnown || !(inside.ipv4.isEmpty || (inside.ipv6.isEmpty && !place.range.ipv6.isEmpty));
    return { subnet: place.subnet, range: ranges.intern(new AddressSet(ipv4, ipv6)), rangeKnown: known };
  });
}
