import type { Resource } from "../../terraform/resource.js";
import { GRANTABLE_FLOW } from "../grantable-flow.js";
import type { NetworkModel } from "../model.js";
import { readGrantRules } from "./grantable-flows.js";
import { impliedRules } from "./implied-rules.js";
import { readNetworkAcls } from "./network-acls.js";
import type { NetworkCollector } from "./network-collector.js";
import { listNotFollowed } from "./not-followed.js";
import { readPeerings } from "./peerings.js";
import { PrefixListRegister } from "./prefix-lists.js";
import { ResourceIndex } from "./resource-index.js";
import { readRouteTables } from "./route-tables.js";
import { readPossibleRules, readRules } from "./rules.js";
import { SecurityGroupRegister } from "./security-groups.js";
import { readSubnets } from "./subnets.js";
import { openVpcRegister } from "./vpcs.js";
import { readWorkloads } from "./workloads.js";

/** The network that the resources make. */
export function readNetwork(
  source: NetworkModel["source"],
  read: readonly Resource[],
  collector: NetworkCollector,
): NetworkModel {
  const flows = read.filter(({ type }) => type === GRANTABLE_FLOW);
  const resources = flows.length === 0 ? read : read.filter(({ type }) => type !== GRANTABLE_FLOW);
  const index = new ResourceIndex(resources);
  const reader = { index, collector, vpcs: openVpcRegister(index, collector) };
  const groups = new SecurityGroupRegister(reader);
  const prefixLists = new PrefixListRegister(reader);
  const ruleReader = { ...reader, groups, prefixLists };
  const rules = readRules(ruleReader);
  const grantRules = readGrantRules(flows, reader, groups);
  const tables = readRouteTables(reader);
  const acls = readNetworkAcls(reader);
  const subnets = readSubnets(reader, tables, acls);
  const peerings = readPeerings(reader);
  const workloads = readWorkloads({ ...reader, groups, subnets });
  listNotFollowed(reader, groups);
  const possibleRules = readPossibleRules(rules, ruleReader);
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
    prefixLists: prefixLists.all,
    workloads,
    unknown: collector.unknown,
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
