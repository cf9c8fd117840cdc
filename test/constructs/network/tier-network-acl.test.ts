import { describe, expect, it } from "vitest";
import { Port, SegmentedVpc, type TierProps } from "../../../constructs/index.js";
import { type Attributes, newStack, resources, synthesized } from "../synthesized.js";

/** Blocks of the tiers by their position: 10.0.0.0/18, 10.0.64.0/18, 10.0.128.0/18. */
const [FIRST, SECOND, THIRD] = ["10.0.0.0/18", "10.0.64.0/18", "10.0.128.0/18"];
const VPC_BLOCK = "10.0.0.0/16";
const EVERYWHERE = "0.0.0.0/0";

interface Entry {
  readonly action: "allow" | "deny";
  readonly protocol: string;
  readonly from_port: number;
  readonly to_port: number;
  readonly cidr_block: string;
  readonly rule_no: number;
}

/** The network ACL of every tier, by the Name tag. */
function aclsOf(
  tiers: readonly TierProps[],
  nat: "none" | "single" = "none",
): ReadonlyMap<string, Attributes> {
  const stack = newStack();
  new SegmentedVpc(stack, "shop", {
    region: "eu-central-1",
    cidr: VPC_BLOCK,
    zones: ["eu-central-1a", "eu-central-1b"],
    nat,
    tiers,
  });
  return new Map(
    resources(synthesized(stack), "aws_network_acl").map((acl) => [
      String((acl["tags"] as Attributes)["Name"]).replace("shop-", ""),
      acl,
    ]),
  );
}

/** The entries in the order in which EC2 evaluates them: "allow 6/443-443 10.0.0.0/18". */
function entries(acl: Attributes | undefined, direction: "ingress" | "egress"): string[] {
  return [...((acl?.[direction] ?? []) as Entry[])]
    .sort((a, b) => a.rule_no - b.rule_no)
    .map(
      ({ action, protocol, from_port, to_port, cidr_block }) =>
        `${action} ${protocol}/${from_port}-${to_port} ${cidr_block}`,
    );
}

/** What EC2 does with a TCP packet: the first entry that matches, else the final denial. */
function passes(
  acl: Attributes | undefined,
  direction: "ingress" | "egress",
  address: string,
  port: number,
): boolean {
  const number = (text: string) => text.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  const inBlock = (block: string) => {
    const [network = "", length] = block.split("/");
    const size = 2 ** (32 - Number(length));
    return Math.floor(number(address) / size) === Math.floor(number(network) / size);
  };
  const match = [...((acl?.[direction] ?? []) as Entry[])]
    .sort((a, b) => a.rule_no - b.rule_no)
    .find(
      (entry) =>
        inBlock(entry.cidr_block) &&
        (entry.protocol === "-1" ||
          (entry.protocol === "6" && entry.from_port <= port && port <= entry.to_port)),
    );
  return match?.action === "allow";
}

/** Whether a TCP conversation passes the walls of both ends, there and back. */
function talks(
  acls: ReadonlyMap<string, Attributes>,
  source: { tier: string; address: string },
  target: { tier: string; address: string },
  port: number,
): boolean {
  const ephemeral = 40_000;
  return (
    passes(acls.get(source.tier), "egress", target.address, port) &&
    passes(acls.get(target.tier), "ingress", source.address, port) &&
    passes(acls.get(target.tier), "egress", source.address, ephemeral) &&
    passes(acls.get(source.tier), "ingress", target.address, ephemeral)
  );
}

const WEB = { tier: "frontend", address: "10.0.0.10" };
const APP = { tier: "app", address: "10.0.64.10" };
const APP_ELSEWHERE = { tier: "app", address: "10.0.80.10" };
const DB = { tier: "db", address: "10.0.128.10" };

const REACHES = (tier: string, port: Port) => ({ reaches: [{ tier, port }] });

describe("the network ACL of a tier", () => {
  const tiers = [
    {
      name: "frontend",
      public: true,
      clients: [{ cidr: "203.0.113.0/24", port: Port.HTTPS }],
      ...REACHES("app", Port.HTTPS),
    },
    { name: "app", ...REACHES("db", Port.POSTGRES) },
    { name: "db" },
  ];

  it("covers the subnets of its tier, one list a tier", () => {
    const acls = aclsOf(tiers);
    expect([...acls.keys()].sort()).toEqual(["app", "db", "frontend"]);
    for (const acl of acls.values()) expect(acl["subnet_ids"]).toHaveLength(2);
  });

  it("lets pass what the tiers say, answers included, and nothing else", () => {
    const acls = aclsOf(tiers);
    expect(entries(acls.get("frontend"), "ingress")).toEqual([
      `allow 6/1024-65535 ${SECOND}`,
      `deny -1/0-0 ${VPC_BLOCK}`,
      "allow 6/443-443 203.0.113.0/24",
    ]);
    expect(entries(acls.get("frontend"), "egress")).toEqual([
      `allow 6/443-443 ${SECOND}`,
      `deny -1/0-0 ${VPC_BLOCK}`,
      "allow 6/1024-65535 203.0.113.0/24",
    ]);
    expect(entries(acls.get("app"), "ingress")).toEqual([
      `allow 6/443-443 ${FIRST}`,
      `allow 6/1024-65535 ${THIRD}`,
    ]);
    expect(entries(acls.get("app"), "egress")).toEqual([
      `allow 6/1024-65535 ${FIRST}`,
      `allow 6/5432-5432 ${THIRD}`,
    ]);
    expect(entries(acls.get("db"), "ingress")).toEqual([`allow 6/5432-5432 ${SECOND}`]);
    expect(entries(acls.get("db"), "egress")).toEqual([`allow 6/1024-65535 ${SECOND}`]);
  });

  it("connects exactly the tiers that have something to say to each other", () => {
    const acls = aclsOf(tiers);
    expect(talks(acls, WEB, APP, 443)).toBe(true);
    expect(talks(acls, APP, DB, 5432)).toBe(true);
    for (const [source, target, port] of [
      [WEB, DB, 5432],
      [WEB, DB, 443],
      [APP, WEB, 443],
      [DB, APP, 443],
      [WEB, APP, 22],
      [APP, APP_ELSEWHERE, 443],
    ] as const) {
      expect(talks(acls, source, target, port), `${source.tier} to ${target.tier} on ${port}`).toBe(false);
    }
  });

  it("lets a tier talk to itself between its subnets where it says so", () => {
    const acls = aclsOf([{ name: "frontend" }, { name: "app", ...REACHES("app", Port.HTTPS) }]);
    expect(talks(acls, APP, APP_ELSEWHERE, 443)).toBe(true);
    expect(talks(acls, APP, APP_ELSEWHERE, 22)).toBe(false);
  });

  it("lets clients inside the VPC's addresses in, where they are named", () => {
    const acls = aclsOf([
      { name: "frontend", reaches: [{ tier: "app", port: Port.HTTP }] },
      { name: "app", clients: [{ cidr: "10.0.192.0/24", port: Port.HTTPS }] },
    ]);
    expect(passes(acls.get("app"), "ingress", "10.0.192.7", 443)).toBe(true);
    expect(passes(acls.get("app"), "egress", "10.0.192.7", 40_000)).toBe(true);
    expect(passes(acls.get("app"), "ingress", "10.0.193.7", 443)).toBe(false);
  });

  it("keeps other tiers out although a tier may go everywhere", () => {
    const acls = aclsOf([{ name: "frontend" }, { name: "app", outside: [Port.HTTPS] }]);
    expect(entries(acls.get("app"), "egress")).toEqual([
      `deny -1/0-0 ${VPC_BLOCK}`,
      `allow 6/443-443 ${EVERYWHERE}`,
    ]);
    expect(passes(acls.get("app"), "egress", WEB.address, 443)).toBe(false);
    expect(passes(acls.get("app"), "egress", "198.51.100.7", 443)).toBe(true);
    expect(passes(acls.get("app"), "ingress", "198.51.100.7", 40_000)).toBe(true);
  });

  it("lets a tier behind NAT through the gateway's tier, and not to that tier's workloads", () => {
    const acls = aclsOf(
      [
        { name: "frontend", public: true },
        { name: "app", nat: true, outside: [Port.HTTPS] },
      ],
      "single",
    );
    const remote = "198.51.100.7";
    // Workload to gateway: the packet keeps the remote address until the gateway translates it.
    expect(passes(acls.get("app"), "egress", remote, 443)).toBe(true);
    expect(passes(acls.get("frontend"), "ingress", APP.address, 443)).toBe(true);
    // Gateway to the internet and back, then back to the workload.
    expect(passes(acls.get("frontend"), "egress", remote, 443)).toBe(true);
    expect(passes(acls.get("frontend"), "ingress", remote, 40_000)).toBe(true);
    expect(passes(acls.get("frontend"), "egress", APP.address, 40_000)).toBe(true);
    expect(passes(acls.get("app"), "ingress", remote, 40_000)).toBe(true);
    expect(talks(acls, APP, WEB, 443)).toBe(false);
  });

  it("writes entries without ports as EC2 wants them", () => {
    const acls = aclsOf([{ name: "frontend", ...REACHES("app", Port.icmpPing()) }, { name: "app" }]);
    expect(entries(acls.get("app"), "ingress")).toEqual([`allow 1/0-0 ${FIRST}`]);
  });
});
