import fc from "fast-check";
import type { World, WorldRoute, WorldRule, WorldTraffic } from "./world.js";
import { worlds } from "./world-arbitrary.js";

const traffic = fc.constantFrom<WorldTraffic>(
  { protocol: null, from: 0, to: 0 },
  { protocol: 6, from: 0, to: 65535 },
  { protocol: 6, from: 443, to: 443 },
);

const destinations = fc.constantFrom<readonly string[]>(
  ["10.0.0.0/29", "2001:db8::/125"],
  ["0.0.0.0/0", "::/0"],
  ["10.0.0.0/29"],
  ["10.0.0.0/30", "10.0.0.4/30", "2001:db8::/126", "2001:db8::4/126"],
);

/** A rule wide enough to meet another one: groups and blocks are counted round. */
const wideRule = fc.record({
  group: fc.nat(),
  direction: fc.constantFrom("ingress" as const, "egress" as const),
  traffic,
  peer: fc.oneof(
    fc.constantFrom(
      { cidr: "0.0.0.0/0" },
      { cidr: "::/0" },
      { cidr: "10.0.0.0/29" },
      { cidr: "2001:db8::/125" },
    ),
    fc.nat().map((group) => ({ group })),
  ),
});

/** Worlds with traffic between their VPCs: wide rules, and routes over the peering or transit gateway, shown or not. */
export const connectedWorlds: fc.Arbitrary<World> = fc
  .record({
    world: worlds(true),
    rules: fc.array(wideRule, { minLength: 6, maxLength: 14 }),
    isFiltered: fc.boolean(),
    isDual: fc.boolean(),
    routed: fc.tuple(destinations, destinations),
  })
  .filter(({ world: { groups } }) => groups.some(({ vpc }) => vpc !== groups[0]?.vpc))
  .map(({ world, rules, isFiltered, isDual, routed }) => {
    const target = world.peered ? "peering" : "transit";
    const added = routed.map((some, vpc) => ({
      vpc,
      routes: some.map((destination): WorldRoute => ({ destination, target })),
    }));
    const count = world.groups.length;
    const wide = rules.map(
      ({ group, peer, ...rule }): WorldRule => ({
        ...rule,
        group: group % count,
        style: "standalone",
        peer: "group" in peer ? { group: peer.group % count } : peer,
      }),
    );
    return {
      ...world,
      vpcs: world.vpcs.map((vpc) => (isDual ? { ...vpc, ipv6: true } : vpc)),
      workloads: world.workloads.map((workload) => (isDual ? { ...workload, hasIpv6: true } : workload)),
      rules: [...world.rules.slice(0, 2), ...wide],
      tables: [...world.tables, ...added],
      subnets: world.subnets.map((subnet) => ({
        ...subnet,
        acl: isFiltered ? subnet.acl : null,
        table: subnet.table ?? world.tables.length + subnet.vpc,
      })),
    };
  });
