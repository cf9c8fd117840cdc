import { append } from "../../json/append.js";
import type { Knowledge } from "../../terraform/knowledge.js";
import type { Resource } from "../../terraform/resource.js";
import {
  alternatives,
  type Block,
  isBlock,
  listOf,
  textOf,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import { mayDivert } from "../diverting-routes.js";
import type { Route, RouteTable, RouteTarget } from "../model.js";
import { readCidr } from "./cidrs.js";
import type { NetworkReader } from "./network-reader.js";
import type { PrefixListRegister } from "./prefix-lists.js";
import { providerOf } from "./security-groups.js";

/** Attributes of a route that name its target, and what they lead to; `gateway_id` needs a look at the gateway. */
const OTHER_TARGETS = [
  "network_interface_id",
  "carrier_gateway_id",
  "local_gateway_id",
  "core_network_arn",
  "vpc_endpoint_id",
  "instance_id",
];

/** What a virtual private gateway learns from the other side: any destination that the table does not state. */
const PROPAGATED: Route = { destination: null, target: { kind: "unknown", learned: true } };

/** A route of which nothing is known. */
const OPEN: Route = { destination: null, target: { kind: "unknown" } };

const NOT_FOLLOWED = "where its routes lead is not known";

/** Route tables by id, and the main one of each VPC. */
export interface RouteTables {
  readonly all: ReadonlyMap<string, RouteTable>;
  /** Id of a VPC's main table; absent where the input does not hold it. */
  readonly mainOf: ReadonlyMap<string, string>;
  /** Ids of the tables of gateways, by VPC. */
  readonly ofGateways: ReadonlyMap<string, readonly string[]>;
  /** Id of a table for subnets of the VPC of which it is not known which table they have. */
  unknown(vpc: string): string;
}

/** The tables of subnets, as associations state them. */
export interface SubnetAssociations {
  /** The table's id by the subnet's; null where the table is not in the input, "open" where it may be any. */
  readonly tableOf: ReadonlyMap<string, string | null | "open">;
  /** An association names a subnet that is not known, which may be any. */
  readonly isDoubtful: boolean;
}

/** What reading routes needs. */
export interface RouteReader extends NetworkReader {
  readonly prefixLists: PrefixListRegister;
}

/**
 * The route tables of the input, with inline and standalone routes and gateway endpoints.
 *
 * A VPC that the input creates has a main table with the local route alone, unless routes are added to it.
 * Source: VPC guide, "Route table concepts"; AWS provider, aws_route_table, aws_route, aws_default_route_table,
 * aws_main_route_table_association, aws_vpc_endpoint (`route_table_ids`).
 */
export function readRouteTables(reader: RouteReader): RouteTables {
  const { index } = reader;
  const tables = new Map<string, { vpc: string; routes: Route[] }>();
  const mainOf = new Map<string, string>();
  /** Routes that may stand in any table, as far as they are known. */
  const anywhere: Route[] = [];
  for (const resource of index.ofType("aws_route_table")) {
    if (resource.mode === "data" && resource.values.get("routes") === undefined) continue;
    const vpc = reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource));
    const written = resource.values.get(resource.mode === "data" ? "routes" : "route");
    const propagated = listOf(resource.values.get("propagating_vgws")).map(() => PROPAGATED);
    tables.set(resource.id, {
      vpc,
      routes: [...inlineRoutes(written, resource, reader), ...propagated],
    });
  }
  for (const resource of index.managed("aws_vpc")) {
    const id = `${resource.id}.main_route_table_id`;
    tables.set(id, { vpc: resource.id, routes: [] });
    mainOf.set(resource.id, id);
  }
  for (const resource of index.managed("aws_default_route_table")) {
    const id = index.identify(resource.values.get("default_route_table_id"))?.id ?? resource.id;
    const vpc = tables.get(id)?.vpc ?? reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource));
    const routes = inlineRoutes(resource.values.get("route"), resource, reader);
    const isPerhaps = noteRepetition(resource, reader);
    tables.set(id, { vpc, routes: isPerhaps ? [...routes, PROPAGATED] : routes });
    // Rules and associations name the adopted table by either address.
    tables.set(resource.id, tables.get(id) as { vpc: string; routes: Route[] });
    mainOf.set(vpc, resource.id);
  }
  const isMainOpen = new Set<string>();
  for (const resource of index.managed("aws_main_route_table_association")) {
    const table = index.identify(resource.values.get("route_table_id"));
    const vpc = reader.vpcs.idOf(resource.values.get("vpc_id"), providerOf(resource));
    if (noteRepetition(resource, reader)) isMainOpen.add(vpc);
    else if (table !== undefined && tables.has(table.id)) mainOf.set(vpc, table.id);
    else {
      mainOf.delete(vpc);
      if (table?.certain !== false) continue;
      reader.collector.addUnknown(resource.id, `the route table ${table.id} is not known`);
      isMainOpen.add(vpc);
    }
  }
  for (const resource of index.managed("aws_route")) {
    const identity = index.identify(resource.values.get("route_table_id"));
    const table = tables.get(identity?.id ?? "");
    if (table === undefined) {
      if (identity?.certain === false) {
        const why = `the route table ${identity.id} is not known (${identity.why}), so it may be any`;
        reader.collector.addUnknown(resource.id, why);
        append(anywhere, perhapsRoutes(resource, reader));
      }
      continue;
    }
    append(
      table.routes,
      noteRepetition(resource, reader) ? perhapsRoutes(resource, reader) : routesOf(resource, reader),
    );
  }
  for (const { values, id } of index.managed("aws_vpn_gateway_route_propagation")) {
    const table = tables.get(index.identify(values.get("route_table_id"))?.id ?? "");
    if (table === undefined) {
      reader.collector.addUnknown(id, "the route table that it propagates to is not known, so it may be any");
      anywhere.push(PROPAGATED);
    } else table.routes.push(PROPAGATED);
  }
  for (const { values, id } of index.managed("aws_vpc_route_server_propagation")) {
    reader.collector.addUnknown(id, "the routes that a route server learns are not in the input");
    const table = tables.get(index.identify(values.get("route_table_id"))?.id ?? "");
    if (table === undefined) anywhere.push(PROPAGATED);
    else table.routes.push(PROPAGATED);
  }
  // The adopted main table stands under two ids.
  for (const { routes } of new Set(tables.values())) append(routes, anywhere);
  for (const [table, endpoint] of gatewayEndpoints(reader)) {
    tables.get(table)?.routes.push({ destination: null, target: { kind: "gateway-endpoint", endpoint } });
  }
  const all = [...tables].map(([id, { vpc, routes }]): readonly [string, RouteTable] => [
    id,
    { id, vpc, routes },
  ]);
  const listed = new Map(all);
  const unknown = (vpc: string): string => {
    const id = `(unknown route table of ${vpc})`;
    const others = [...listed.values()].filter((table) => table.vpc === vpc);
    const diverting = others.flatMap(({ routes }) => routes.filter(mayDivert));
    listed.set(id, { id, vpc, routes: [PROPAGATED, ...new Set(diverting)] });
    return id;
  };
  for (const vpc of isMainOpen) mainOf.set(vpc, unknown(vpc));
  return { all: listed, mainOf, unknown, ofGateways: gatewayTables(reader, listed) };
}

/** The tables that are associated with gateways, by VPC. */
function gatewayTables(
  { index }: NetworkReader,
  tables: ReadonlyMap<string, RouteTable>,
): ReadonlyMap<string, readonly string[]> {
  const byVpc = new Map<string, readonly string[]>();
  for (const { values } of index.managed("aws_route_table_association")) {
    if (index.identify(values.get("gateway_id")) === undefined) continue;
    const table = tables.get(index.identify(values.get("route_table_id"))?.id ?? "");
    if (table !== undefined) byVpc.set(table.vpc, [...(byVpc.get(table.vpc) ?? []), table.id]);
  }
  return byVpc;
}

function inlineRoutes(written: Value | undefined, resource: Resource, reader: RouteReader): Route[] {
  return listOf(written).flatMap((block, position): Route[] => {
    if (!isBlock(block)) {
      reader.collector.addUnknown(resource.id, NOT_FOLLOWED);
      return [OPEN];
    }
    const target = targetOf(block, reader);
    return target === null
      ? []
      : destinations(block, `${resource.where}/route/${position}`, target, resource, reader);
  });
}

/** The routes of a resource of its own. */
function routesOf(resource: Resource, reader: RouteReader): Route[] {
  const target = targetOf(resource.values, reader);
  return target === null ? [] : destinations(resource.values, resource.where, target, resource, reader);
}

/** What leaves a table open in which the routes of the resource stand perhaps. */
function perhapsRoutes(resource: Resource, reader: RouteReader): Route[] {
  return [PROPAGATED, ...routesOf(resource, reader).filter(mayDivert)];
}

/** One route for each destination that the block states; a destination that is not known stays open. */
function destinations(
  values: Block,
  where: string,
  target: RouteTarget,
  user: Resource,
  reader: RouteReader,
): Route[] {
  const routes: Route[] = [];
  if (target.kind === "unknown") reader.collector.addUnknown(user.id, NOT_FOLLOWED);
  for (const [name, family] of [
    ["cidr_block", "ipv4"],
    ["destination_cidr_block", "ipv4"],
    ["ipv6_cidr_block", "ipv6"],
    ["destination_ipv6_cidr_block", "ipv6"],
  ] as const) {
    const read = readCidr(values.get(name), family, `${where}/${name}`, reader.collector);
    if (read.kind === "cidr") routes.push({ destination: read.cidr, target });
    if (read.kind === "open") {
      reader.collector.addUnknown(user.id, NOT_FOLLOWED);
      routes.push({ destination: null, target });
    }
  }
  // The route of a gateway endpoint says itself what it leads to.
  const list =
    target.kind === "gateway-endpoint"
      ? reader.index.identify(values.get("destination_prefix_list_id"))?.id
      : reader.prefixLists.idOf(values.get("destination_prefix_list_id"), user);
  if (list !== undefined) routes.push({ destination: null, prefixList: list, target });
  return routes;
}

/** Whether it is not known that the resource exists, which is listed. */
function noteRepetition({ id, repetition }: Resource, { collector }: NetworkReader): boolean {
  if (repetition !== undefined) collector.addUnknown(id, repetition);
  return repetition !== undefined;
}

/** Where the route leads; null for the local route, which every table has anyway. */
function targetOf(values: Block, reader: NetworkReader): RouteTarget | null {
  const named = (name: string) => reader.index.identify(values.get(name));
  const gateway = named("gateway_id");
  if (gateway !== undefined) {
    if (gateway.id === "local") return null;
    const type = gateway.resource?.type;
    if (type === "aws_internet_gateway" || gateway.id.startsWith("igw-")) return { kind: "internet-gateway" };
    if (type === "aws_vpn_gateway" || gateway.id.startsWith("vgw-")) return { kind: "other" };
    return gateway.id.startsWith("vpce-")
      ? { kind: "gateway-endpoint", endpoint: gateway.id }
      : { kind: "unknown" };
  }
  if (named("egress_only_gateway_id") !== undefined) return { kind: "egress-only-internet-gateway" };
  const nat = named("nat_gateway_id");
  if (nat !== undefined) {
    const leadsOut = isPublicNat(nat.resource, reader);
    if (leadsOut === "unknown")
      reader.collector.addUnknown(nat.id, "whether it leads to the internet is not known");
    return { kind: "nat-gateway", gateway: nat.id, public: leadsOut };
  }
  const peering = named("vpc_peering_connection_id");
  if (peering !== undefined) return { kind: "peering", peering: peering.id };
  const transit = named("transit_gateway_id");
  if (transit !== undefined) return { kind: "transit-gateway", gateway: transit.id };
  if (OTHER_TARGETS.some((name) => named(name) !== undefined)) return { kind: "other" };
  return { kind: "unknown" };
}

/** Public unless it says "private" (AWS provider, aws_nat_gateway, connectivity_type); in a subnet that is not known, perhaps. */
function isPublicNat(nat: Resource | undefined, { index }: NetworkReader): Knowledge {
  const stated = nat?.values.get("connectivity_type");
  const subnet = index.identify(nat?.values.get("subnet_id"));
  if (stated instanceof Unresolved || (subnet?.certain === false && subnet.resource === undefined))
    return "unknown";
  return textOf(stated) === "private" ? "no" : "yes";
}

function gatewayEndpoints(reader: NetworkReader): (readonly [table: string, endpoint: string])[] {
  const { index } = reader;
  const inline = index.managed("aws_vpc_endpoint").flatMap((endpoint) =>
    listOf(endpoint.values.get("route_table_ids"))
      .flatMap(alternatives)
      .map((value) => [index.identify(value)?.id ?? "", endpoint.id] as const),
  );
  const associated = index
    .managed("aws_vpc_endpoint_route_table_association")
    .map(
      ({ values }) =>
        [
          index.identify(values.get("route_table_id"))?.id ?? "",
          index.identify(values.get("vpc_endpoint_id"))?.id ?? "",
        ] as const,
    );
  return [...inline, ...associated];
}

/** Which subnets are associated with which tables. */
export function subnetAssociations(reader: NetworkReader, tables: RouteTables): SubnetAssociations {
  const tableOf = new Map<string, string | null>();
  let isDoubtful = false;
  for (const resource of reader.index.managed("aws_route_table_association")) {
    const { id, values } = resource;
    const identity = reader.index.identify(values.get("subnet_id"));
    if (identity?.certain === false) {
      reader.collector.addUnknown(id, `the subnet ${identity.id} that it gives a route table is not known`);
      isDoubtful = true;
    }
    const table = reader.index.identify(values.get("route_table_id"));
    const isKnown = tables.all.has(table?.id ?? "");
    if (!isKnown && table?.certain === false)
      reader.collector.addUnknown(id, `the route table ${table.id} of the subnet is not known`);
    const isOpen = noteRepetition(resource, reader) || (!isKnown && table?.certain === false);
    tableOf.set(identity?.id ?? "", isOpen ? "open" : isKnown ? (table?.id ?? null) : null);
  }
  return { tableOf, isDoubtful };
}
