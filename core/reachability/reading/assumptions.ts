import type { NetworkModel } from "../model.js";

const GATEWAYS = [
  "aws_internet_gateway",
  "aws_internet_gateway_attachment",
  "aws_egress_only_internet_gateway",
  "aws_vpn_gateway",
  "aws_vpn_gateway_attachment",
  "aws_ec2_transit_gateway_vpc_attachment",
  "aws_ec2_carrier_gateway",
  "aws_networkmanager_vpc_attachment",
];

const CLOSED =
  "no route and no gateway of the VPC is in the input, so its workloads are taken to have no way to the internet";

/** VPCs that the input creates without any route or gateway, although workloads stand in them: another stack may add some. */
export function vpcsWithoutRoutes(
  {
    resources,
    routeTables,
    workloads,
    vpcs,
  }: Pick<NetworkModel, "resources" | "routeTables" | "workloads" | "vpcs">,
  vpcOf: (resource: string) => string | undefined,
): { readonly resource: string; readonly why: string }[] {
  const routed = new Set(
    [...routeTables.values()].filter(({ routes }) => routes.length > 0).map(({ vpc }) => vpc),
  );
  for (const [id, { type }] of resources) {
    const vpc = GATEWAYS.includes(type) ? vpcOf(id) : undefined;
    if (vpc !== undefined) routed.add(vpc);
  }
  const inhabited = new Set([...workloads.values()].map(({ vpc }) => vpc));
  return [...vpcs.keys()]
    .filter((vpc) => inhabited.has(vpc) && !routed.has(vpc))
    .filter((vpc) => resources.get(vpc)?.mode === "managed" && resources.get(vpc)?.type === "aws_vpc")
    .map((resource) => ({ resource, why: CLOSED }));
}
