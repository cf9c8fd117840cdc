import fc from "fast-check";
import type {
  World,
  WorldAttachment,
  WorldEntry,
  WorldRoute,
  WorldRule,
  WorldTraffic,
  WorldTransit,
} from "./world.js";

const PORTS = [22, 80, 443, 1024, 5000] as const;

const traffic: fc.Arbitrary<WorldTraffic> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<WorldTraffic>({ protocol: null, from: 0, to: 0 }) },
  {
    weight: 5,
    arbitrary: fc
      .record({
        protocol: fc.constantFrom(6 as const, 6 as const, 17 as const),
        a: fc.constantFrom(...PORTS),
        b: fc.constantFrom(...PORTS),
      })
      .map(({ protocol, a, b }) => ({ protocol, from: Math.min(a, b), to: Math.max(a, b) })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<WorldTraffic>(
      { protocol: 6, from: 0, to: 65535 },
      { protocol: 47, from: 0, to: 0 },
      { protocol: 1, from: -1, to: -1 },
      { protocol: 58, from: -1, to: -1 },
    ),
  },
);

/** Blocks inside the VPCs down to single hosts, around them, far away, and halves of everything. */
const cidr: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "::/1", "8000::/1"),
  },
  {
    weight: 5,
    arbitrary: fc
      .record({ low: fc.integer({ min: 0, max: 7 }), length: fc.integer({ min: 29, max: 32 }) })
      .map(({ low, length }) => `10.0.0.${low - (low % 2 ** (32 - length))}/${length}`),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({ low: fc.integer({ min: 0, max: 7 }), length: fc.integer({ min: 125, max: 128 }) })
      .map(({ low, length }) => {
        const first = low - (low % 2 ** (128 - length));
        return `2001:db8::${first === 0 ? "" : first.toString(16)}/${length}`;
      }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "203.0.113.0/24",
      "203.0.113.0/25",
      "198.51.100.7/32",
      "10.0.0.0/8",
      "2001:db8:f::/48",
      "8.0.0.0/8",
      "8.8.8.0/24",
      "2000::/3",
    ),
  },
);

const direction = fc.constantFrom("ingress" as const, "egress" as const);

function rule(groups: number): fc.Arbitrary<WorldRule> {
  const group = fc.integer({ min: 0, max: groups - 1 });
  return fc.record({
    group,
    direction,
    style: fc.constantFrom(
      "standalone" as const,
      "standalone" as const,
      "legacy" as const,
      "inline" as const,
    ),
    traffic,
    peer: fc.oneof(
      { weight: 3, arbitrary: cidr.map((block) => ({ cidr: block })) },
      { weight: 3, arbitrary: group.map((peer) => ({ group: peer })) },
      {
        weight: 1,
        arbitrary: fc
          .array(
            cidr.filter((block) => !block.includes(":")),
            { minLength: 1, maxLength: 3 },
          )
          .map((list) => ({ list })),
      },
    ),
  });
}

const entry: fc.Arbitrary<WorldEntry> = fc.record({
  direction,
  number: fc.integer({ min: 1, max: 5 }).map((tens) => tens * 10),
  allow: fc.boolean(),
  traffic: fc.oneof(
    traffic,
    fc.constantFrom<WorldTraffic>(
      { protocol: 6, from: 1024, to: 65535 },
      { protocol: 6, from: 5000, to: 65535 },
    ),
  ),
  cidr: fc.oneof(cidr, fc.constantFrom("0.0.0.0/0", "::/0")),
});

/** Entries of one direction have distinct numbers, as AWS demands. */
const entries: fc.Arbitrary<readonly WorldEntry[]> = fc
  .uniqueArray(entry, { maxLength: 7, selector: ({ direction: way, number }) => `${way} ${number}` })
  .chain((some) =>
    // Most random ACLs block everything, so half of them end with an entry that passes the rest.
    fc.boolean().map((open) => (open ? [...some, ...passAll()] : some)),
  );

function passAll(): WorldEntry[] {
  const everything: WorldTraffic = { protocol: null, from: 0, to: 0 };
  return (["ingress", "egress"] as const).flatMap((way) =>
    ["0.0.0.0/0", "::/0"].map((block, index) => ({
      direction: way,
      number: 90 + index,
      allow: true,
      traffic: everything,
      cidr: block,
    })),
  );
}

/** A route, most often to what connects the VPCs. */
const routeBy = (link: WorldRoute["target"]): fc.Arbitrary<WorldRoute> =>
  fc.record({
    destination: fc.constantFrom(
      "0.0.0.0/0",
      "0.0.0.0/1",
      "128.0.0.0/1",
      "::/0",
      "10.0.0.0/30",
      "10.0.0.4/30",
      "10.0.0.6/31",
      "203.0.113.0/24",
      "8.0.0.0/8",
      "2001:db8::/126",
      "2001:db8::4/126",
    ),
    target: fc.constantFrom<WorldRoute["target"]>(
      "igw",
      "igw",
      "nat",
      "peering",
      "vgw",
      "transit",
      link,
      link,
    ),
  });

const leftOut = fc.constantFrom(null, true, true, false);

const attachment: fc.Arbitrary<WorldAttachment> = fc.record({
  halves: fc.subarray([0 as const, 1 as const], { minLength: 1 }),
  association: leftOut,
  propagation: leftOut,
  usesOwn: fc.boolean(),
  propagatesToOwn: fc.boolean(),
  ipv6: fc.boolean(),
  referencing: leftOut,
});

/** Transit gateways as AWS takes them: the default table is there only where attachments may be associated with it. */
const transit: fc.Arbitrary<WorldTransit> = fc
  .record({
    association: fc.constantFrom(true, true, false),
    propagation: fc.constantFrom(true, true, false),
    referencing: leftOut,
    attachments: fc.tuple(
      fc.option(attachment, { freq: 8, nil: null }),
      fc.option(attachment, { freq: 8, nil: null }),
    ),
    routes: fc.uniqueArray(
      fc.record({
        table: fc.constantFrom(0 as const, 1 as const),
        destination: fc.constantFrom(
          "0.0.0.0/0",
          "::/0",
          "10.0.0.0/29",
          "10.0.0.0/30",
          "10.0.0.4/30",
          "10.0.0.6/31",
          "10.0.0.1/32",
          "2001:db8::/126",
          "2001:db8::4/126",
          "2001:db8::6/127",
        ),
        attachment: fc.constantFrom(0, 1, null),
      }),
      { maxLength: 3, selector: ({ table, destination }) => `${table} ${destination}` },
    ),
  })
  .map(({ routes, ...gateway }) => ({
    ...gateway,
    routes: routes
      .filter(({ table }) => table === 1 || gateway.association)
      .map((one) => (gateway.attachments[one.attachment ?? 0] === null ? { ...one, attachment: null } : one)),
  }));

/** Random worlds: groups alone, or with workloads in subnets with ACLs and routes. */
export function worlds(withWorkloads: boolean): fc.Arbitrary<World> {
  return fc
    .record({
      vpcs: fc.array(fc.record({ ipv6: fc.boolean(), nat: fc.constantFrom(null, 0 as const, 1 as const) }), {
        minLength: 2,
        maxLength: 2,
      }),
      link: fc.constantFrom("peering" as const, "transit" as const, "igw" as const),
      transit: fc.option(transit, { freq: 8, nil: null }),
      groups: fc.array(fc.record({ vpc: fc.constantFrom(0, 0, 1) }), { minLength: 2, maxLength: 4 }),
    })
    .chain(({ vpcs, link, transit: gateway, groups }) =>
      fc.record({
        vpcs: fc.constant(vpcs),
        peered: fc.constant(link === "peering"),
        transit: fc.constant(link === "transit" ? gateway : null),
        groups: fc.constant(groups),
        rules: fc.array(rule(groups.length), { minLength: 2, maxLength: 12 }),
        acls: withWorkloads
          ? fc.array(fc.record({ vpc: fc.constantFrom(0, 1), entries }), { maxLength: 3 })
          : fc.constant([]),
        tables: withWorkloads
          ? fc.array(
              fc.record({
                vpc: fc.constantFrom(0, 1),
                routes: fc.uniqueArray(routeBy(link), {
                  maxLength: 4,
                  selector: ({ destination }) => destination,
                }),
              }),
              { maxLength: 3 },
            )
          : fc.constant([]),
        seeds: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
      }),
    )
    .map(({ seeds, ...parts }) => ({
      ...parts,
      ...(withWorkloads ? placed(parts, seeds) : { subnets: [], workloads: [] }),
    }));
}

/** Subnets and workloads that fit together, chosen by the seeds. */
function placed(
  { vpcs, groups, acls, tables }: Pick<World, "vpcs" | "groups" | "acls" | "tables">,
  seeds: readonly number[],
): Pick<World, "subnets" | "workloads"> {
  let next = 0;
  const choose = <T>(items: readonly T[]): T | undefined =>
    items[(seeds[next++ % seeds.length] ?? 0) % Math.max(1, items.length)];
  const subnets = vpcs.flatMap((_, vpc) =>
    ([0, 1] as const).map((half) => ({
      vpc,
      half,
      acl: choose([null, ...acls.keys()].filter((acl) => acl === null || acls[acl]?.vpc === vpc)) ?? null,
      table:
        choose([null, ...tables.keys()].filter((table) => table === null || tables[table]?.vpc === vpc)) ??
        null,
      mapsPublic: choose([true, false]) ?? false,
    })),
  );
  const taken = new Set<number>();
  const workloads = [0, 1, 2].flatMap(() => {
    const first = choose([...groups.keys()]) ?? 0;
    const vpc = groups[first]?.vpc ?? 0;
    const second = choose([...groups.keys()].filter((group) => groups[group]?.vpc === vpc)) ?? first;
    const own = [0, 1].map((half) => vpc * 2 + half);
    const several = choose([true, false, false]) === true;
    const subnet = choose(own) ?? 0;
    const offset = choose([null, 0, 1]) ?? null;
    const address = several || offset === null || taken.has(subnet * 2 + offset) ? null : offset;
    if (address !== null) taken.add(subnet * 2 + address);
    return [
      {
        groups: [...new Set([first, second])],
        subnets: several ? own : [subnet],
        address,
        hasIpv6: vpcs[vpc]?.ipv6 === true && choose([true, false]) === true,
      },
    ];
  });
  return { subnets, workloads };
}
