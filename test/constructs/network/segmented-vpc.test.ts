import { describe, expect, it } from "vitest";
import { Port, SegmentedVpc, type SegmentedVpcProps } from "../../../constructs/index.js";
import { expectRefused, refusal, tree } from "../../harness/misuse.js";
import {
  type Attributes,
  named,
  newStack,
  only,
  resources,
  type SynthesizedStack,
  synthesized,
} from "../synthesized.js";

const ZONES = ["eu-central-1a", "eu-central-1b"];
const TIERS = [
  { name: "frontend", public: true },
  { name: "app", nat: true, outside: [Port.HTTPS] },
  { name: "db" },
];

function vpcWith(
  props: Partial<SegmentedVpcProps> = {},
  id = "shop",
): { vpc: SegmentedVpc; stack: SynthesizedStack } {
  const stack = newStack();
  const vpc = new SegmentedVpc(stack, id, {
    region: "eu-central-1",
    cidr: "10.0.0.0/16",
    zones: ZONES,
    tiers: TIERS,
    ...props,
  });
  return { vpc, stack: synthesized(stack) };
}

const nameOf = (attributes: Attributes | undefined) =>
  String((attributes?.["tags"] as Attributes | undefined)?.["Name"]);
/** The Name tag of what a reference such as ${aws_subnet.x.id} points to. */
function target(stack: SynthesizedStack, reference: unknown): string {
  const [, type = "", name = ""] = /\$\{([a-z_]+)\.([^.]+)\.id\}/.exec(String(reference)) ?? [];
  return nameOf(stack.resource?.[type]?.[name]);
}

/** Every default route as "route table -> gateway". */
function defaultRoutes(stack: SynthesizedStack): string[] {
  return resources(stack, "aws_route")
    .map((route) => {
      expect(route["destination_cidr_block"]).toBe("0.0.0.0/0");
      const gateway = route["gateway_id"] ?? route["nat_gateway_id"];
      return `${target(stack, route["route_table_id"])} by ${target(stack, gateway)}`;
    })
    .sort();
}

describe("SegmentedVpc", () => {
  it("has a subnet for each tier and zone, every tier one block, none with public addresses", () => {
    const { stack: made } = vpcWith();
    expect(only(made, "aws_vpc")).toMatchObject({ cidr_block: "10.0.0.0/16", enable_dns_support: true });
    const subnets = resources(made, "aws_subnet").map((subnet) => {
      expect(subnet["map_public_ip_on_launch"]).toBe(false);
      expect(subnet).not.toHaveProperty("assign_ipv6_address_on_creation");
      return `${nameOf(subnet)} ${subnet["availability_zone"]} ${subnet["cidr_block"]}`;
    });
    expect(subnets).toEqual([
      "shop-app-eu-central-1a eu-central-1a 10.0.64.0/20",
      "shop-app-eu-central-1b eu-central-1b 10.0.80.0/20",
      "shop-db-eu-central-1a eu-central-1a 10.0.128.0/20",
      "shop-db-eu-central-1b eu-central-1b 10.0.144.0/20",
      "shop-frontend-eu-central-1a eu-central-1a 10.0.0.0/20",
      "shop-frontend-eu-central-1b eu-central-1b 10.0.16.0/20",
    ]);
  });

  it("has a route table for each subnet", () => {
    const { vpc: made, stack: json } = vpcWith();
    expect(made.routeTableIds).toHaveLength(6);
    const pairs = resources(json, "aws_route_table_association").map(
      ({ subnet_id, route_table_id }) => [target(json, subnet_id), target(json, route_table_id)] as const,
    );
    expect(pairs).toHaveLength(6);
    for (const [subnet, table] of pairs) expect(table).toBe(subnet);
  });

  it("hands out the subnets of a tier in the order of zones", () => {
    const { vpc: made } = vpcWith({ endpointTier: "db" });
    expect(made.subnetIds("app")).toHaveLength(2);
    expect(made.endpointSubnetIds).toEqual(made.subnetIds("db"));
    expect(vpcWith().vpc.endpointSubnetIds).toEqual([]);
  });

  it("adopts the default security group and empties it", () => {
    const group = only(vpcWith().stack, "aws_default_security_group");
    expect(group["vpc_id"]).toMatch(/^\$\{aws_vpc\./);
    expect(group).not.toHaveProperty("ingress");
    expect(group).not.toHaveProperty("egress");
  });
});

describe("the ways out of a SegmentedVpc", () => {
  it("are none for private tiers without NAT, and the internet gateway for public ones", () => {
    const { stack } = vpcWith();
    expect(resources(stack, "aws_nat_gateway")).toEqual([]);
    expect(resources(stack, "aws_eip")).toEqual([]);
    expect(defaultRoutes(stack)).toEqual([
      "shop-frontend-eu-central-1a by shop-internet-gateway",
      "shop-frontend-eu-central-1b by shop-internet-gateway",
    ]);
  });

  it("are not even an internet gateway where no tier is public", () => {
    const { stack } = vpcWith({ tiers: [{ name: "app" }] });
    expect(resources(stack, "aws_internet_gateway")).toEqual([]);
    expect(resources(stack, "aws_route")).toEqual([]);
  });

  it.each([
    ["single", ["shop-nat-eu-central-1a", "shop-nat-eu-central-1a"]],
    ["per-zone", ["shop-nat-eu-central-1a", "shop-nat-eu-central-1b"]],
  ] as const)("are NAT gateways in public subnets for nat: %s", (nat, [first, second]) => {
    const { stack } = vpcWith({ nat });
    const subnets = resources(stack, "aws_nat_gateway").map(({ subnet_id }) => target(stack, subnet_id));
    expect(subnets).toEqual(
      ["shop-frontend-eu-central-1a", "shop-frontend-eu-central-1b"].slice(0, nat === "single" ? 1 : 2),
    );
    expect(defaultRoutes(stack)).toEqual([
      `shop-app-eu-central-1a by ${first}`,
      `shop-app-eu-central-1b by ${second}`,
      "shop-frontend-eu-central-1a by shop-internet-gateway",
      "shop-frontend-eu-central-1b by shop-internet-gateway",
    ]);
  });
});

describe("the flow logs of a SegmentedVpc", () => {
  it("record every flow, in Parquet with hourly Hive partitions, in a bucket", () => {
    const { stack } = vpcWith();
    const [[bucket]] = named(stack, "aws_s3_bucket") as [[string, Attributes]];
    expect(only(stack, "aws_flow_log")).toMatchObject({
      traffic_type: "ALL",
      log_destination_type: "s3",
      log_destination: `\${aws_s3_bucket.${bucket}.arn}`,
      destination_options: {
        file_format: "parquet",
        hive_compatible_partitions: true,
        per_hour_partition: true,
      },
    });
  });

  it("lie encrypted with a key of their own, private, versioned, and go by age", () => {
    const { stack } = vpcWith({ flowLogRetentionDays: 30 });
    const [[key, keyAttributes]] = named(stack, "aws_kms_key") as [[string, Attributes]];
    expect(keyAttributes["enable_key_rotation"]).toBe(true);
    expect(only(stack, "aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
      {
        apply_server_side_encryption_by_default: {
          kms_master_key_id: `\${aws_kms_key.${key}.arn}`,
          sse_algorithm: "aws:kms",
        },
        bucket_key_enabled: true,
      },
    ]);
    expect(only(stack, "aws_s3_bucket_public_access_block")).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(only(stack, "aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({
      status: "Enabled",
    });
    expect(only(stack, "aws_s3_bucket_lifecycle_configuration")["rule"]).toMatchObject([
      { status: "Enabled", expiration: [{ days: 30 }] },
    ]);
  });

  it("take only the log delivery of this account as writer, and TLS", () => {
    const { stack } = vpcWith();
    const { Statement } = JSON.parse(String(only(stack, "aws_s3_bucket_policy")["policy"])) as {
      Statement: Attributes[];
    };
    const allowed = Statement.filter(({ Effect }) => Effect === "Allow");
    expect(allowed.map(({ Sid }) => Sid)).toEqual(["LogDeliveryWrite", "LogDeliveryCheck"]);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: "delivery.logs.amazonaws.com" });
      expect(JSON.stringify(Condition)).toMatch(/"aws:SourceAccount":"\$\{data\.aws_caller_identity\./);
    }
    expect(Statement.filter(({ Effect }) => Effect === "Deny")).toMatchObject([
      { Principal: "*", Action: "s3:*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  it.each(["Shop_Main.VPC", "_x", "1", "a".repeat(60), "---"])(
    "have a bucket name that S3 takes for %j",
    (id) => {
      const prefix = only(vpcWith({}, id).stack, "aws_s3_bucket")["bucket_prefix"];
      expect(prefix).toMatch(/^[a-z0-9][a-z0-9-]{0,36}$/);
      expect(prefix).toMatch(/flow-logs-$/);
    },
  );
});

describe("a SegmentedVpc that cannot be", () => {
  const CASES: readonly [string, string, RegExp, Partial<SegmentedVpcProps>][] = [
    ["host bits", "CORDON_CIDR_HOST_BITS", /10\.0\.0\.5\/16/, { cidr: "10.0.0.5/16" }],
    ["no block", "CORDON_CIDR_MALFORMED", /"vpc"/, { cidr: "vpc" }],
    ["a token as block", "CORDON_TOKEN_NOT_ALLOWED", /literal/, { cidr: `\${var.cidr}` }],
    ["an IPv6 block", "CORDON_SUBNETS_DO_NOT_FIT", /2001:db8::\/56/, { cidr: "2001:db8::/56" }],
    ["no zones", "CORDON_SUBNETS_DO_NOT_FIT", /in 0 zones/, { zones: [] }],
    ["a zone twice", "CORDON_TIER_NAME_TAKEN", /two zones/, { zones: ["eu-central-1a", "eu-central-1a"] }],
    [
      "a token as zone",
      "CORDON_TOKEN_NOT_ALLOWED",
      /a literal zone name/,
      { zones: [`\${data.aws_zones.x.names[0]}`] },
    ],
    ["a tier twice", "CORDON_TIER_NAME_TAKEN", /"app"/, { tiers: [{ name: "app" }, { name: "app" }] }],
    [
      "NAT without a public tier",
      "CORDON_TIER_UNKNOWN",
      /public: true/,
      { nat: "single", tiers: [{ name: "app" }] },
    ],
    [
      "an endpoint tier that is none",
      "CORDON_TIER_UNKNOWN",
      /"edge" \| frontend, app, db/,
      { endpointTier: "edge" },
    ],
    [
      "a conversation with a tier that is none",
      "CORDON_TIER_UNKNOWN",
      /"cache"/,
      { tiers: [{ name: "app", reaches: [{ tier: "cache", port: Port.REDIS }] }] },
    ],
    [
      "a client with host bits",
      "CORDON_CIDR_HOST_BITS",
      /203\.0\.113\.9\/24/,
      { tiers: [{ name: "app", clients: [{ cidr: "203.0.113.9/24", port: Port.HTTPS }] }] },
    ],
  ];

  it.each(CASES)("%s: %s", (_name, code, message, props) => {
    const stack = newStack();
    const make = () =>
      new SegmentedVpc(stack, "shop", {
        region: "eu-central-1",
        cidr: "10.0.0.0/16",
        zones: ZONES,
        tiers: TIERS,
        ...props,
      });
    expectRefused(stack, make, { code, where: "network/shop", message });
  });

  it("a network ACL with more entries than EC2 takes: CORDON_QUOTA_ACL_ENTRIES", () => {
    const stack = newStack();
    const clients = Array.from({ length: 20 }, (_, index) => ({
      cidr: `203.0.113.${index * 8}/29`,
      port: Port.HTTPS,
    }));
    const before = tree(stack);
    const { problems } = refusal(
      () =>
        new SegmentedVpc(stack, "shop", {
          region: "eu-central-1",
          cidr: "10.0.0.0/16",
          zones: ZONES,
          tiers: [{ name: "app", clients }],
        }),
    );
    expect(problems).toMatchObject(
      ["ingress", "egress"].map((direction) => ({
        code: "CORDON_QUOTA_ACL_ENTRIES",
        where: "network/shop/acl-app",
        summary: `the network ACL of the tier app would have too many ${direction} entries`,
        got: "21",
      })),
    );
    expect(tree(stack)).toEqual(before);
  });
});
