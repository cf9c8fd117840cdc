import type { Edge, Endpoint, Reachability } from "../../core/reachability/decision.js";
import { describeRun } from "../../core/reachability/edge-traffic.js";
import { count, shorten, WIDTH } from "./text.js";

/** Most endpoints of a picture; more of them are no picture any more. */
export const MOST_COLUMNS = 18;
const NAME_WIDTH = 20;

/**
 * Who reaches whom, as a picture: rows start a conversation, columns take it.
 *
 * A cell says on which port, "(2)" through how many conversations, "?" that it is possible only, "·" that there is no way.
 */
export function renderMatrix(reachability: Pick<Reachability, "endpoints" | "edges" | "paths">): string {
  const { endpoints, edges, paths } = reachability;
  const involved = new Set([...edges, ...paths].flatMap(({ from, to }) => [from, to]));
  const inner = endpoints.filter(({ kind }) => kind === "segment" || kind === "workload");
  const outer = endpoints.filter(
    ({ id, kind }) => kind === "internet" || (involved.has(id) && !inner.some((own) => own.id === id)),
  );
  const shown = [...outer, ...inner];
  if (shown.length > MOST_COLUMNS) return renderList(endpoints, edges);
  const names = shown.map((endpoint) => displayName(endpoint, shown));
  const width = Math.max(4, Math.min(9, Math.floor((WIDTH - NAME_WIDTH - 5) / shown.length) - 1));
  const edgesOf = grouped(edges);
  const hops = new Map(paths.map((path) => [`${path.from}\n${path.to}`, path.hops]));
  const fits = NAME_WIDTH + 5 + shown.length * (width + 1) <= WIDTH;
  if (!fits) return renderList(endpoints, edges);
  const header =
    " ".repeat(NAME_WIDTH + 4) + shown.map((_, column) => ` ${String(column + 1).padStart(width)}`).join("");
  const rows = shown.map((from, row) => {
    const cells = shown.map(
      (to) =>
        ` ${cell(edgesOf.get(`${from.id}\n${to.id}`) ?? [], hops.get(`${from.id}\n${to.id}`), from.id === to.id, width)}`,
    );
    return `${String(row + 1).padStart(2)}  ${shorten(names[row] ?? from.id, NAME_WIDTH).padEnd(NAME_WIDTH)}${cells.join("")}`;
  });
  const legend = "rows start, columns take: 443 port, + more, (2) in 2 hops, ? possible, · none";
  return [header, ...rows, "", legend].join("\n");
}

function cell(edges: readonly Edge[], hops: number | undefined, same: boolean, width: number): string {
  if (edges.length === 0) return (hops !== undefined ? `(${hops})` : same ? "" : "·").padStart(width);
  const doubt = edges.some(({ certainty }) => certainty === "always") ? "" : "?";
  const runs = [...new Set(edges.map(shortRun))];
  const text = runs.join(",");
  if (text.length + doubt.length <= width) return `${text}${doubt}`.padStart(width);
  const first = runs[0] ?? "";
  const more = runs.length > 1 || first.length + doubt.length > width ? "+" : "";
  return `${first.slice(0, width - more.length - doubt.length)}${more}${doubt}`.padStart(width);
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
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [edge]);
    else list.push(edge);
  }
  return groups;
}

/** The name, with the kind where two endpoints have the same one. */
function displayName(endpoint: Endpoint, all: readonly Endpoint[]): string {
  const twins = all.filter(({ name }) => name === endpoint.name);
  if (twins.length === 1) return endpoint.name;
  return twins.filter(({ kind }) => kind === endpoint.kind).length === 1
    ? `${endpoint.name} ${endpoint.kind}`
    : endpoint.id;
}

/** Conversations that the list shows. */
const LISTED_EDGES = 40;

function renderList(endpoints: readonly Endpoint[], edges: readonly Edge[]): string {
  const names = new Map(endpoints.map(({ id, name }) => [id, name]));
  const lines = edges.slice(0, LISTED_EDGES).map((edge) => {
    const doubt = edge.certainty === "always" ? "" : "  ?";
    return `${shorten(names.get(edge.from) ?? edge.from, 28).padEnd(28)} → ${shorten(names.get(edge.to) ?? edge.to, 28).padEnd(28)} ${shorten(describeRun(edge), 18)}${doubt}`;
  });
  const rest = edges.length - lines.length;
  return [
    `${count(endpoints.length, "endpoint")} are too many for a picture; ${count(edges.length, "conversation")}:`,
    ...lines,
    ...(rest > 0 ? [`… and ${rest.toLocaleString("en-US")} more (--format json lists all)`] : []),
  ].join("\n");
}
