import { describe, expect, it } from "vitest";
import { Peer, Port, type SegmentationProps } from "../../../constructs/index.js";
import { expectRefused } from "../../harness/misuse.js";
import { ruleTable } from "../rule-table.js";
import {
  addresses,
  newSegmentation,
  only,
  resources,
  synthesizedAround,
  VPC,
  VPC_ID,
} from "../synthesized.js";

const FLOW = { reason: "invoices" };

function withService(service: string, props: Partial<SegmentationProps> = {}) {
  const shop = newSegmentation(props);
  const app = shop.segment("app");
  app.allowTo(Peer.awsService(service), Port.HTTPS, FLOW);
  return { shop, app };
}

describe.each(["s3", "dynamodb"])("the gateway endpoint of %s", (service) => {
  it("has a route from every route table, and one rule to its prefix list", () => {
    const stack = synthesizedAround(withService(service).shop);
    expect(only(stack, "aws_vpc_endpoint")).toMatchObject({
      vpc_id: VPC_ID,
      service_name: `com.amazonaws.eu-central-1.${service}`,
      vpc_endpoint_type: "Gateway",
      route_table_ids: VPC.routeTableIds,
    });
    const lists = Object.entries(stack.data?.["aws_ec2_managed_prefix_list"] ?? {});
    expect(lists.map(([, { name }]) => name)).toEqual([`com.amazonaws.eu-central-1.${service}`]);
    expect(ruleTable(stack)).toEqual([
      `app egress tcp/443 to \${data.aws_ec2_managed_prefix_list.${lists[0]?.[0]}.id} (invoices)`,
    ]);
  });

  it("is made once for several segments", () => {
    const { shop } = withService(service);
    shop.segment("worker").allowTo(Peer.awsService(service), Port.HTTPS, FLOW);
    const stack = synthesizedAround(shop);
    expect(resources(stack, "aws_vpc_endpoint")).toHaveLength(1);
    expect(ruleTable(stack)).toHaveLength(2);
  });

  it("is left alone where it exists already", () => {
    const stack = synthesizedAround(
      withService(service, {
        vpc: { vpcId: VPC_ID, region: "eu-central-1" },
        serviceEndpoints: { [service]: { existing: true } },
      }).shop,
    );
    expect(resources(stack, "aws_vpc_endpoint")).toEqual([]);
    expect(ruleTable(stack)).toHaveLength(1);
  });
});

describe("an interface endpoint", () => {
  it("has a segment of its own, which the flow reaches like any other", () => {
    const { shop, app } = withService("secretsmanager");
    shop.segment("worker").allowTo(Peer.awsService("secretsmanager"), Port.HTTPS, { reason: "passwords" });
    const stack = synthesizedAround(shop);
    expect(ruleTable(stack)).toEqual([
      "app egress tcp/443 to endpoint-secretsmanager (invoices)",
      "endpoint-secretsmanager ingress tcp/443 from app (invoices)",
      "endpoint-secretsmanager ingress tcp/443 from worker (passwords)",
      "worker egress tcp/443 to endpoint-secretsmanager (passwords)",
    ]);
    const endpoint = only(stack, "aws_vpc_endpoint");
    expect(endpoint).toMatchObject({
      vpc_id: VPC_ID,
      service_name: "com.amazonaws.eu-central-1.secretsmanager",
      vpc_endpoint_type: "Interface",
      private_dns_enabled: true,
      subnet_ids: VPC.endpointSubnetIds,
    });
    const groups = endpoint["security_group_ids"] as string[];
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatch(/^\$\{aws_security_group\.shop_endpoint-secretsmanager_[0-9A-F]+\.id\}$/);
    expect(groups[0]).not.toContain(app.node.id);
  });

  it("takes service names with dots, as ECR has them", () => {
    const stack = synthesizedAround(withService("ecr.api").shop);
    expect(only(stack, "aws_vpc_endpoint")["service_name"]).toBe("com.amazonaws.eu-central-1.ecr.api");
  });

  it("is one even for a service that is named like something that every object has", () => {
    const stack = synthesizedAround(withService("constructor").shop);
    expect(only(stack, "aws_vpc_endpoint")["vpc_endpoint_type"]).toBe("Interface");
  });
});

describe("the endpoint policy", () => {
  const policyOf = (service: string, region = "eu-central-1") => {
    const stack = synthesizedAround(withService(service, { vpc: { ...VPC, region } }).shop);
    const [identity] = Object.keys(stack.data?.["aws_caller_identity"] ?? {});
    return {
      account: `\${data.aws_caller_identity.${identity}.account_id}`,
      policy: JSON.parse(String(only(stack, "aws_vpc_endpoint")["policy"])),
    };
  };

  it.each(["s3", "secretsmanager", "dynamodb"])(
    "lets principals of this account alone through to %s, to resources of this account alone",
    (service) => {
      const { account, policy } = policyOf(service);
      expect(policy.Statement[0]).toEqual({
        Sid: "ThisAccountOnly",
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "*",
        Resource: "*",
        Condition: { StringEquals: { "aws:PrincipalAccount": account, "aws:ResourceAccount": account } },
      });
      expect(policy.Statement).toHaveLength(service === "s3" ? 2 : 1);
    },
  );

  it.each([
    ["eu-central-1", "aws"],
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
  ])("lets everybody in %s read what AWS itself publishes in S3, and write nothing", (region, partition) => {
    expect(policyOf("s3", region).policy.Statement[1]).toEqual({
      Sid: "ReadFromAws",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: [
        `arn:${partition}:s3:::prod-${region}-starport-layer-bucket/*`,
        `arn:${partition}:s3:::al2023-repos-${region}-de612dc2/*`,
        `arn:${partition}:s3:::amazonlinux-2-repos-${region}/*`,
      ],
    });
  });

  it("is the user's own where there is one", () => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    const stack = synthesizedAround(withService("s3", { serviceEndpoints: { s3: { policy } } }).shop);
    expect(only(stack, "aws_vpc_endpoint")["policy"]).toBe(policy);
    expect(stack.data?.["aws_caller_identity"]).toBeUndefined();
  });
});

describe("a service that the VPC cannot reach", () => {
  const CASES: readonly [
    name: string,
    service: string,
    props: Partial<SegmentationProps>,
    message: RegExp,
  ][] = [
    ["no region", "s3", { vpc: { vpcId: VPC_ID } }, /"s3" \| region, as a literal/],
    [
      "a region that is a token",
      "logs",
      { vpc: { ...VPC, region: `\${data.aws_region.current.name}` } },
      /"logs" \| region, as a literal/,
    ],
    ["no route tables", "dynamodb", { vpc: { vpcId: VPC_ID, region: "eu-central-1" } }, /routeTableIds/],
    ["no subnets", "logs", { vpc: { vpcId: VPC_ID, region: "eu-central-1" } }, /endpointSubnetIds/],
    [
      "an interface endpoint that exists",
      "logs",
      { serviceEndpoints: { logs: { existing: true } } },
      /importSegment/,
    ],
    [
      "a policy that is too long for a gateway",
      "s3",
      { serviceEndpoints: { s3: { policy: "x".repeat(20_481) } } },
      /20480 characters/,
    ],
    [
      "a policy that is too long for an interface",
      "logs",
      { serviceEndpoints: { logs: { policy: "x".repeat(20_481) } } },
      /20480 characters/,
    ],
  ];

  it.each(CASES)("%s (%s)", (_name, service, props, message) => {
    const shop = newSegmentation(props);
    const app = shop.segment("app");
    expectRefused(shop, () => app.allowTo(Peer.awsService(service), Port.HTTPS, FLOW), {
      code: "CORDON_SERVICE_UNREACHABLE",
      where: "network/shop",
      message,
    });
    expect(addresses(synthesizedAround(shop))).toHaveLength(1);
  });

  it("is refused to the quarantine without an endpoint being made", () => {
    const shop = newSegmentation();
    const quarantine = shop.quarantine();
    expectRefused(shop, () => quarantine.allowTo(Peer.awsService("logs"), Port.HTTPS, FLOW), {
      code: "CORDON_FLOW_QUARANTINED",
      where: "network/shop/quarantine",
    });
  });
});
