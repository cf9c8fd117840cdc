import { describeRun } from "../../core/reachability/edge-traffic.js";
import type { Edge, Endpoint, Path, Reachability } from "../../core/reachability/reachability.js";
import { andMore, type Shown } from "./shown.js";
import { count, indented, longest, shorten, WIDTH } from "./text.js";

/** Of a line, what the name of a row may take. */
const NAME_SHARE = 1 / 4;
/** Columns that the row's number and the blanks around it and the name take. */
const MARGIN = 5;
/** Narrowest cell that shows a port. */
const PORT_WIDTH = 4;
const WIDEST_CELL = 9;
/** Width from which on a name needs room more than a cell does: "65535?". */
const COMFORTABLE_CELL = 6;
/** Cell of a mark instead of a port. */
const MARK_WIDTH = 2;

/** Columns of a list for the traffic. */
const RUN_WIDTH = 18;

/** Conversations that a list shows where nothing else is said. */
const LISTED_EDGES = 40;

type Network = Pick<Reachability, "endpoints" | "edges" | "paths">;

/** How wide the picture may be, and what its ends are called. @default - 80 columns, their own names */
type Page = Partial<Pick<Shown, "width" | "nameOf">>;

/**
 * Who reaches whom, as a picture: rows start a conversation, columns take it.
 *
 * A cell says on which port, "(2)" through how many conversations, "?" that it is possible only, "·" that there is no way.
 * Where segments and workloads do not fit one picture, each kind gets its own; where even that does not fit, it is a list.
 */
export function renderMatrix(network: Network, most = LISTED_EDGES, page: Page = {}): string {
  const inner = network.endpoints.filter(({ kind }) => isInner(kind));
  const whole = picture(network, inner, page, PORT_WIDTH);
  if (whole !== undefined) return whole;
  const parts = (["segment", "workload"] as const).flatMap((kind) => {
    const own = network.endpoints.filter((endpoint) => endpoint.kind === kind);
    return own.length === 0
      ? []
      : [`${TITLES[kind]}\n${picture(network, own, page) ?? list(network, own, most, page)}`];
  });
  return parts.join("\n\n");
}

/** One picture: of the workloads, which is what runs, or where there are none of the segments. Nothing where it does not fit. */
export function renderOneMatrix(network: Network, page: Page = {}): string {
  const kind = network.endpoints.some((endpoint) => endpoint.kind === "workload") ? "workload" : "segment";
  const own = network.endpoints.filter((endpoint) => endpoint.kind === kind);
  const drawn = picture(network, own, page);
  return drawn === undefined ? "" : `${TITLES[kind]}\n${drawn}`;
}

const TITLES = {
  segment: "Segments, each judged alone:",
  workload: "Workloads, with the union of their groups:",
} as const;

/** The picture of these endpoints with the outside, or undefined where it does not fit. */
function picture(
  { endpoints, edges, paths }: Network,
  inner: readonly Endpoint[],
  { width: line = WIDTH, nameOf }: Page,
  narrowest = MARK_WIDTH,
): string | undefined {
  const own = new Set(inner.map(({ id }) => id));
  const met = new Set(
    [...edges, ...paths].flatMap(({ from, to }) => (own.has(from) ? [to] : own.has(to) ? [from] : [])),
  );
  const outer = endpoints.filter(({ id, kind }) => kind === "internet" || (met.has(id) && !isInner(kind)));
  const shown = [...outer, ...inner];
  const names = shown.map((endpoint) => nameOf?.(endpoint.id) ?? endpoint.name);
  const spare = line - MARGIN - shown.length * (COMFORTABLE_CELL + 1);
  const nameWidth = Math.min(Math.max(Math.floor(line * NAME_SHARE), spare), longest(names));
  const room = Math.floor((line - MARGIN - nameWidth) / shown.length) - 1;
  if (room < narrowest) return undefined;
  const width = room < PORT_WIDTH ? MARK_WIDTH : Math.min(WIDEST_CELL, room);
  const edgesOf = grouped(edges);
  const pathOf = new Map(paths.map((path) => [`${path.from}\n${path.to}`, path]));
  const header =
    " ".repeat(nameWidth + 4) + shown.map((_, column) => ` ${String(column + 1).padStart(width)}`).join("");
  const rows = shown.map((from, row) => {
    const cells = shown.map((to) => {
      const key = `${from.id}\n${to.id}`;
      const text = width === MARK_WIDTH ? mark : cell;
      return ` ${text(edgesOf.get(key) ?? [], pathOf.get(key), width, from.id === to.id).padStart(width)}`;
    });
    return `${String(row + 1).padStart(2)}  ${shorten(names[row] ?? from.id, nameWidth).padEnd(nameWidth)}${cells.join("")}`;
  });
  const legend =
    width === MARK_WIDTH
      ? "rows start, columns take: ■ directly, □ through others, ? possible, · none"
      : "rows start, columns take: 443 port, + more, (2) in 2 hops, ? possible, · none";
  return [header, ...rows, "", indented(legend, 0, "", line)].join("\n");
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

function list(
  { endpoints, edges }: Network,
  inner: readonly Endpoint[],
  most: number,
  { width = WIDTH, nameOf }: Page,
): string {
  const own = new Set(inner.map(({ id }) => id));
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  const all = edges.filter(({ from, to }) => own.has(from) || own.has(to));
  const certain = all.filter(({ certainty }) => certainty === "always");
  const nameWidth = Math.floor((width - RUN_WIDTH) / 2) - 3;
  const lines = certain.slice(0, most).map((edge) => {
    const name = (id: string): string =>
      shorten(nameOf?.(id) ?? names.get(id) ?? id, nameWidth).padEnd(nameWidth);
    return `${name(edge.from)} → ${name(edge.to)} ${shorten(describeRun(edge), RUN_WIDTH)}`;
  });
  const open = all.length - certain.length;
  return [
    indented(
      `${count(inner.length, "endpoint")} are too many for a picture; ${count(certain.length, "certain conversation")}${open > 0 ? `, ${open.toLocaleString("en-US")} only possible` : ""}:`,
      0,
      "",
      width,
    ),
    ...lines,
    ...andMore(certain.length - most),
  ].join("\n");
}
