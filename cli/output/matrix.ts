import { describeRun } from "../../core/reachability/edge-traffic.js";
import type { Edge, Endpoint, Path, Reachability } from "../../core/reachability/reachability.js";
import { andMore } from "./shown.js";
import { count, shorten, WIDTH } from "./text.js";

/** Columns that the row's number and name take, with the blanks around them. */
const NAME_WIDTH = 20;
const MARGIN = NAME_WIDTH + 5;
/** Narrowest cell that shows a port. */
const PORT_WIDTH = 4;
const WIDEST_CELL = 9;
/** Cell of a mark instead of a port. */
const MARK_WIDTH = 2;

/** Conversations that a list shows where nothing else is said. */
const LISTED_EDGES = 40;

type Network = Pick<Reachability, "endpoints" | "edges" | "paths">;

/**
 * Who reaches whom, as a picture: rows start a conversation, columns take it.
 *
 * A cell says on which port, "(2)" through how many conversations, "?" that it is possible only, "·" that there is no way.
 * Where segments and workloads do not fit one picture, each kind gets its own; where even that does not fit, it is a list.
 */
export function renderMatrix(network: Network, most = LISTED_EDGES): string {
  const inner = network.endpoints.filter(({ kind }) => kind === "segment" || kind === "workload");
  const whole = picture(network, inner, PORT_WIDTH);
  if (whole !== undefined) return whole;
  const parts = (["segment", "workload"] as const).flatMap((kind) => {
    const own = inner.filter((endpoint) => endpoint.kind === kind);
    if (own.length === 0) return [];
    const title =
      kind === "segment" ? "Segments, each judged alone:" : "Workloads, with the union of their groups:";
    return [`${title}\n${picture(network, own) ?? list(network, own, most)}`];
  });
  return parts.join("\n\n");
}

/** The picture of these endpoints with the outside, or undefined where it does not fit. */
function picture(
  { endpoints, edges, paths }: Network,
  inner: readonly Endpoint[],
  narrowest = MARK_WIDTH,
): string | undefined {
  const own = new Set(inner.map(({ id }) => id));
  const met = new Set(
    [...edges, ...paths].flatMap(({ from, to }) => (own.has(from) ? [to] : own.has(to) ? [from] : [])),
  );
  const outer = endpoints.filter(({ id, kind }) => kind === "internet" || (met.has(id) && !isInner(kind)));
  const shown = [...outer, ...inner];
  const room = Math.floor((WIDTH - MARGIN) / shown.length) - 1;
  if (room < narrowest) return undefined;
  const width = room < PORT_WIDTH ? MARK_WIDTH : Math.min(WIDEST_CELL, room);
  const names = shown.map((endpoint) => displayName(endpoint, shown));
  const edgesOf = grouped(edges);
  const pathOf = new Map(paths.map((path) => [`${path.from}\n${path.to}`, path]));
  const header =
    " ".repeat(NAME_WIDTH + 4) + shown.map((_, column) => ` ${String(column + 1).padStart(width)}`).join("");
  const rows = shown.map((from, row) => {
    const cells = shown.map((to) => {
      const key = `${from.id}\n${to.id}`;
      const text = width === MARK_WIDTH ? mark : cell;
      return ` ${text(edgesOf.get(key) ?? [], pathOf.get(key), width, from.id === to.id).padStart(width)}`;
    });
    return `${String(row + 1).padStart(2)}  ${shorten(names[row] ?? from.id, NAME_WIDTH).padEnd(NAME_WIDTH)}${cells.join("")}`;
  });
  const legend =
    width === MARK_WIDTH
      ? "rows start, columns take: ■ directly, □ through others, ? possible, · none"
      : "rows start, columns take: 443 port, + more, (2) in 2 hops, ? possible, · none";
  return [header, ...rows, "", legend].join("\n");
}

function isInner(kind: Endpoint["kind"]): boolean {
  return kind === "segment" || kind === "workload";
}

function cell(edges: readonly Edge[], path: Path | undefined, width: number, same: boolean): string {
  if (edges.length === 0) return path !== undefined ? `(${path.hops})` : same ? "" : "·";
  const doubt = edges.some(({ certainty }) => certainty === "always") ? "" : "?";
  const runs = [...new Set(edges.map(shortRun))];
  const text = runs.join(",");
  if (text.length + doubt.length <= width) return `${text}${doubt}`;
  const first = runs[0] ?? "";
  return `${first.slice(0, width - 1 - doubt.length)}+${doubt}`;
}

function mark(edges: readonly Edge[], path: Path | undefined, _width: number, same: boolean): string {
  if (edges.length === 0) return path !== undefined ? "□" : same ? "" : "·";
  return edges.some(({ certainty }) => certainty === "always") ? "■" : "?";
}

function shortRun(edge: Edge): string {
  if (edge.protocol === "all") return "all";
  if (edge.fromPort === null) return edge.protocol;
  if (edge.fromPort === 0 && edge.toPort === 65535) return edge.protocol;
  return edge.fromPort === edge.toPort ? String(edge.fromPort) : `${edge.fromPort}-${edge.toPort}`;
}

function grouped(edges: readonly Edge[]): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of edges) {
    const key = `${edge.from}\n${edge.to}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [edge]);
    else known.push(edge);
  }
  return groups;
}

/** The name, with the kind where two endpoints have the same one. */
function displayName(endpoint: Endpoint, all: readonly Endpoint[]): string {
  const twins = all.filter(({ name }) => name === endpoint.name);
  if (twins.length === 1) return endpoint.name;
  const alone = twins.filter(({ kind }) => kind === endpoint.kind).length === 1;
  return alone ? `${endpoint.name} ${endpoint.kind}` : endpoint.id;
}

function list({ endpoints, edges }: Network, inner: readonly Endpoint[], most: number): string {
  const own = new Set(inner.map(({ id }) => id));
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  const all = edges.filter(({ from, to }) => own.has(from) || own.has(to));
  const certain = all.filter(({ certainty }) => certainty === "always");
  const lines = certain.slice(0, most).map((edge) => {
    const name = (id: string): string => shorten(names.get(id) ?? id, 28).padEnd(28);
    return `${name(edge.from)} → ${name(edge.to)} ${shorten(describeRun(edge), 18)}`;
  });
  const open = all.length - certain.length;
  return [
    `${count(inner.length, "endpoint")} are too many for a picture; ${count(certain.length, "certain conversation")}${open > 0 ? `, ${open.toLocaleString("en-US")} only possible` : ""}:`,
    ...lines,
    ...andMore(certain.length - most),
  ].join("\n");
}
