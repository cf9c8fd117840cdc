import type { Edge, Endpoint, Path } from "../reachability/reachability.js";

/** What people are shown of the lists of a report. Findings, expectations, numbers and the verdict are of the whole network. */
export interface View {
  /** Ids of the endpoints in the middle. @default - the whole network */
  readonly around?: readonly string[];
  /** Conversations from the middle to the edge of the view. @default - with `around`, 1 */
  readonly depth?: number;
  /** Possible edges are left out, and the paths through them. @default false */
  readonly certain?: boolean;
}

/** The lists of a report that can be limited. */
export interface Lists {
  readonly endpoints: readonly Endpoint[];
  readonly edges: readonly Edge[];
  readonly paths: readonly Path[];
}

/** The lists, limited; where there is a middle, to the endpoints around it. */
export function limited(report: Lists, view: View): Lists {
  const { around, depth = 1, certain = false } = view;
  const sure = certain ? report.edges.filter(({ certainty }) => certainty === "always") : report.edges;
  const near = around === undefined ? undefined : neighbourhood(report, sure, around, depth);
  const edges =
    near === undefined
      ? sure
      : sure.filter(({ from, to }) => near.searched.has(from) || near.searched.has(to));
  const joined = new Set(edges.map(({ from, to }) => `${from}\n${to}`));
  const isWhole = (ids: readonly string[]): boolean =>
    ids.every((id, at) => at === 0 || joined.has(`${ids[at - 1]}\n${id}`));
  return {
    endpoints:
      near === undefined ? report.endpoints : report.endpoints.filter(({ id }) => near.reached.has(id)),
    edges,
    paths: report.paths.filter(({ from, to, through }) => isWhole([from, ...through, to])),
  };
}

/** The endpoints within a distance, and those whose edges were followed. */
interface Neighbourhood {
  readonly reached: ReadonlySet<string>;
  readonly searched: ReadonlySet<string>;
}

/**
 * What a chain of at most `depth` edges joins with the middle, whichever way they run. The search does not go on through what
 * is outside: nearly everything talks to the internet, which joins nothing.
 */
function neighbourhood(
  { endpoints }: Lists,
  edges: readonly Edge[],
  around: readonly string[],
  depth: number,
): Neighbourhood {
  const isInner = new Set(
    endpoints.filter(({ kind }) => kind === "segment" || kind === "workload").map(({ id }) => id),
  );
  const neighbours = new Map<string, string[]>();
  const join = (from: string, to: string): void => {
    const known = neighbours.get(from);
    if (known === undefined) neighbours.set(from, [to]);
    else known.push(to);
  };
  for (const { from, to } of edges) {
    join(from, to);
    join(to, from);
  }
  const reached = new Set(around);
  const searched = new Set<string>();
  let ring: readonly string[] = around;
  for (let distance = 0; distance < depth && ring.length > 0; distance += 1) {
    const next: string[] = [];
    for (const id of ring) {
      if (distance > 0 && !isInner.has(id)) continue;
      searched.add(id);
      for (const other of neighbours.get(id) ?? []) {
        if (reached.has(other)) continue;
        reached.add(other);
        next.push(other);
      }
    }
    ring = next;
  }
  return { reached, searched };
}
