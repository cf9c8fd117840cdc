import type { Resource } from "../../terraform/resource.js";
import { GRANTABLE_FLOW } from "../grantable-flow.js";
import type { NetworkModel } from "../model.js";
import { vpcsWithoutRoutes } from "./assumptions.js";
import { readBlockPublicAccess } from "./block-public-access.js";
import { clusterEntrances } from "./eks.js";
import { withGeneratedBlocks } from "./generated-blocks.js";
import { readGrantRules } from "./grantable-flows.js";
import { impliedRules } from "./implied-rules.js";
import { passesEverything, readNetworkAcls } from "./network-acls.js";
import type { NetworkCollector } from "./network-collector.js";
import { listNotFollowed } from "./not-followed.js";
import { readOutsideLinks } from "./outside-links.js";
import { readPeerings } from "./peerings.js";
import { PrefixListRegister } from "./prefix-lists.js";
import { ResourceIndex } from "./resource-index.js";
import { readRouteTables } from "./route-tables.js";
import { readPossibleRules, readRules } from "./rules.js";
import { SecurityGroupRegister } from "./security-groups.js";
import { readSubnets } from "./subnets.js";
import { readTransits } from "./transit-gateways.js";
import { openVpcRegister } from "./vpcs.js";
import { readWorkloads } from "./workloads.js";

/** The network that the resources make. */
export function readNetwork(
  source: NetworkModel["source"],
  found: readonly Resource[],
  collector: NetworkCollector,
  outputs = "",
): NetworkModel {
  const flows = found.filter(({ type }) => type === GRANTABLE_FLOW);
  const resources = flows.length === 0 ? found : found.filter(({ type }) => type !== GRANTABLE_FLOW);
  const index = withGeneratedBlocks(new ResourceIndex(resources));
  const reader = { index, collector, vpcs: openVpcRegister(index, collector) };
  const groups = new SecurityGroupRegister(reader);
  const prefixLists = new PrefixListRegister(reader);
  const ruleReader = { ...reader, groups, prefixLists };
  groups.readAssociations();
  const rules = readRules(ruleReader);
  const grantRules = readGrantRules(flows, reader, groups);
  const tables = readRouteTables({ ...reader, prefixLists });
  const acls = readNetworkAcls(reader);
  const subnets = readSubnets(reader, tables, acls);
  const peerings = readPeerings(reader);
  const workloads = readWorkloads({ ...reader, groups, subnets, tables });
  const passes = (subnet: string): boolean => {
    const { networkAcl: acl, hasIpv6 } = subnets.get(subnet) ?? {};
    const known = acl === undefined || acl === null || acl === "open" ? undefined : acls.all.get(acl);
    return known === undefined || passesEverything(known, hasIpv6 === "no" ? ["ipv4"] : ["ipv4", "ipv6"]);
  };
  const { transits, attached } = readTransits(reader, passes);
  const routes = { routeTables: tables.all, peerings, prefixLists: prefixLists.all };
  const outsideLinks = readOutsideLinks(routes, attached, reader);
  const blockPublicAccess = readBlockPublicAccess(reader, subnets);
  listNotFollowed(reader, groups);
  const possibleRules = readPossibleRules(rules, ruleReader);
  const read = { resources: index.resources, routeTables: tables.all, workloads, vpcs: reader.vpcs.all };
  const vpcOf = (id: string) => index.identify(index.resources.get(id)?.values.get("vpc_id"))?.id;
  return {
    source,
    resources: index.resources,
    rules: [...rules, ...impliedRules(groups, reader.vpcs.all)],
    possibleRules,
    grantRules,
    securityGroups: groups.all,
    vpcs: reader.vpcs.all,
    subnets,
    routeTables: tables.all,
    networkAcls: acls.all,
    natSubnets: natSubnets(index),
    peerings,
    transits: [...transits, ...outsideLinks],
    gatewayTables: tables.ofGateways,
    blockPublicAccess,
    refusedRules: collector.refusedRules,
    outputs,
    entrances: clusterEntrances(reader),
    prefixLists: prefixLists.all,
    workloads,
    unknown: collector.unknown,
    assumptions: [...vpcsWithoutRoutes(read, vpcOf), ...collector.assumptions],
  };
}

function natSubnets(index: ResourceIndex): ReadonlyMap<string, string> {
  return new Map(
    index.ofType("aws_nat_gateway").flatMap(({ id, values }) => {
      const subnet = index.identify(values.get("subnet_id"))?.id;
      return subnet === undefined ? [] : [[id, subnet] as const];
    }),
  );
}
