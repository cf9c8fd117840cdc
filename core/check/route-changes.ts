import { parseCidr } from "../network/cidr.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import type { NetworkModel, Route, RouteTable } from "../reachability/model.js";
import type { Resource } from "../terraform/resource.js";
import { textOf } from "../terraform/value.js";
import type { Change, EntryChange } from "./change.js";
import { NamedResources } from "./changed-attributes.js";
import { isForgotten } from "./transition.js";

/** Arguments whose change makes a new route (provider documentation, aws_route). */
const DESTINATION = [
  "route_table_id",
  "destination_cidr_block",
  "destination_ipv6_cidr_block",
  "destination_prefix_list_id",
];
const TARGET = [
  "carrier_gateway_id",
  "core_network_arn",
  "egress_only_gateway_id",
  "gateway_id",
  "local_gateway_id",
  "nat_gateway_id",
  "network_interface_id",
  "transit_gateway_id",
  "vpc_endpoint_id",
  "vpc_peering_connection_id",
];

/** What the change makes of routes: a new target is set at one stroke, a new destination makes a new route. */
export function routeChanges(change: Change): EntryChange[] {
  const separate = { before: separateOf(change.before), after: separateOf(change.after) };
  return [...separateRoutes(change, separate), ...inlineRoutes(change, separate)];
}

/** Routes that are resources of their own, in both networks. */
type Separate = Readonly<Record<"before" | "after", SeparateRoutes>>;

interface SeparateRoutes {
  /** Id of the table, by that of the route. */
  readonly tableOf: ReadonlyMap<string, string>;
  /** Where the separate routes of a table lead, by its id. */
  readonly destinations: ReadonlyMap<string, readonly string[]>;
  /** Where the route leads, by its id. */
  readonly destinationOf: ReadonlyMap<string, string>;
}

function separateOf(network: CheckedNetwork): SeparateRoutes {
  const names = new NamedResources(network);
  const tableOf = new Map<string, string>();
  const destinations = new Map<string, string[]>();
  const destinationOf = new Map<string, string>();
  for (const route of network.resources("aws_route")) {
    const table = names.idOf(route.values.get("route_table_id"));
    tableOf.set(route.id, table);
    const known = destinations.get(table) ?? [];
    destinations.set(table, known);
    const destination = destinationIn(route, names);
    destinationOf.set(route.id, destination);
    known.push(destination);
  }
  return { tableOf, destinations, destinationOf };
}

function separateRoutes(change: Change, separate: Separate): EntryChange[] {
  const { before, after, transition, changed, createdFirst } = change;
  const current = new Map(after.resources("aws_route").map((route) => [route.id, route]));
  return before.resources("aws_route").flatMap((was): EntryChange[] => {
    const now = current.get(was.id);
    if (isForgotten(now ?? was, transition)) return [];
    const table = separate.before.tableOf.get(was.id) ?? "";
    const destination = separate.before.destinationOf.get(was.id) ?? "";
    const step = { resource: was.id, constructPath: was.constructPath ?? null };
    const meanwhile = withoutRoute(table, destination);
    if (now === undefined)
      return [{ ...step, action: "delete", meanwhile, lasts: "", why: "the route goes", fix: null }];
    const forcing = changed.of(was, now, DESTINATION);
    const planned = transition.changes.get(was.id)?.actions;
    const isReplaced =
      planned === undefined
        ? forcing.length > 0 && !changed.mayAgree(was, now, forcing)
        : planned.includes("create") && planned.includes("delete");
    if (!isReplaced) {
      const names = changed.of(was, now, TARGET).filter((name) => now.values.get(name) !== undefined);
      if (names.length === 0 || planned?.includes("update") === false || changed.mayAgree(was, now, names))
        return [];
      return [
        {
          ...step,
          action: "in-place",
          meanwhile: withRoutes(table, destination, after),
          lasts: "",
          why: `${names.join(", ")} ${names.length === 1 ? "changes" : "change"}: EC2 replaces the target at one stroke`,
          fix: null,
        },
      ];
    }
    const first = planned === undefined ? createdFirst.has(was.id) : planned[0] === "create";
    const names =
      forcing.length === 0
        ? "the plan replaces it"
        : `${forcing.join(", ")} ${forcing.length === 1 ? "changes" : "change"}`;
    return [
      {
        ...step,
        action: "replace-route",
        meanwhile: first ? (model) => model : meanwhile,
        lasts: UNTIL,
        why: `${names}, which makes a new route; ${first ? "it stands before the old one goes" : "the old one is deleted first"}`,
        fix: first ? null : "Set create_before_destroy on the route.",
      },
    ];
  });
}

const UNTIL = "until the new route stands";

/** Routes that the table itself lists: the provider makes new ones and sets targets, then deletes those that are left. */
function inlineRoutes({ before, after }: Change, both: Separate): EntryChange[] {
  const adopted = new NamedResources(after).byArgument(
    after.resources("aws_default_route_table"),
    "default_route_table_id",
  );
  return [...before.model.routeTables.values()].flatMap((was): EntryChange[] => {
    const now = after.model.routeTables.get(was.id);
    const resource = after.model.resources.get(was.id) ?? adopted.get(was.id);
    if (now === undefined || resource === undefined) return [];
    const separate = new Set(
      [both.before, both.after].flatMap(({ destinations }) => destinations.get(was.id) ?? []),
    );
    const [old, current] = [inlineIn(was, separate), inlineIn(now, separate)];
    const differing = [...new Set([...old.keys(), ...current.keys()])].filter(
      (destination) => old.get(destination)?.target !== current.get(destination)?.target,
    );
    if (differing.length === 0) return [];
    const kept = was.routes.filter((route) => !old.has(keyOf(route)));
    const routes = [...kept, ...[...current.values()].map(({ route }) => route)];
    return [
      {
        action: "in-place",
        resource: resource.id,
        constructPath: resource.constructPath ?? null,
        meanwhile: withTable({ ...was, routes }),
        lasts: "",
        why: `the routes to ${differing.join(", ")} change: the provider makes new ones and sets targets, then deletes the others`,
        fix: null,
      },
    ];
  });
}

function inlineIn(
  { routes }: RouteTable,
  separate: ReadonlySet<string>,
): ReadonlyMap<string, { readonly route: Route; readonly target: string }> {
  return new Map(
    routes
      .filter((route) => keyOf(route) !== "" && route.target.kind !== "gateway-endpoint")
      .filter((route) => !separate.has(keyOf(route)))
      .map((route) => [keyOf(route), { route, target: JSON.stringify(route.target) }]),
  );
}

/** The destination of a separate route as the model writes it. */
function destinationIn({ values }: Resource, names: NamedResources): string {
  for (const name of DESTINATION.slice(1)) {
    const value = values.get(name);
    if (value === undefined || value === null || value === "") continue;
    const cidr = parseCidr(textOf(value) ?? "");
    return cidr.ok ? cidr.value.text : names.idOf(value);
  }
  return "";
}

function keyOf({ destination, prefixList }: Route): string {
  return destination?.text ?? prefixList ?? "";
}

function withTable(table: RouteTable): (model: NetworkModel) => NetworkModel {
  return (model) => ({ ...model, routeTables: new Map([...model.routeTables, [table.id, table]]) });
}

function withoutRoute(id: string, destination: string): (model: NetworkModel) => NetworkModel {
  return (model) => {
    const table = model.routeTables.get(id);
    if (table === undefined) return model;
    return withTable({ ...table, routes: table.routes.filter((route) => keyOf(route) !== destination) })(
      model,
    );
  };
}

/** The network with the later routes to a destination. */
function withRoutes(
  id: string,
  destination: string,
  after: CheckedNetwork,
): (model: NetworkModel) => NetworkModel {
  const later = (after.model.routeTables.get(id)?.routes ?? []).filter(
    (route) => keyOf(route) === destination,
  );
  return (model) => {
    const table = model.routeTables.get(id);
    if (table === undefined) return model;
    const others = table.routes.filter((route) => keyOf(route) !== destination);
    return withTable({ ...table, routes: [...others, ...later] })(model);
  };
}
