import type { HostGraph } from "./host-graph.js";

/** Most bytes of bit rows that are held at once. */
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * How many other hosts each host reaches over any number of hops.
 *
 * Hosts that reach each other are one component (Tarjan 1972), and components form no cycle, so their sets of reached
 * hosts are unions of those of their successors: one pass of bit rows. Columns are done in blocks, so memory stays bounded
 * whatever the size; time grows with edges times hosts / 32.
 */
export function countReachable(graph: Pick<HostGraph, "hosts" | "offsets" | "targets">): Uint32Array {
  const size = graph.hosts.length;
  const { component, count } = components(graph);
  const successors = successorsOf(graph, component, count);
  const members: number[][] = Array.from({ length: count }, () => []);
  for (let host = 0; host < size; host += 1) members[component[host] as number]?.push(host);
  const reached = new Uint32Array(count);
  const words = Math.max(1, Math.min(Math.ceil(size / 32), Math.floor(MOST_BYTES / 4 / Math.max(1, count))));
  const rows = new Uint32Array(words * count);
  for (let first = 0; first < size; first += words * 32) {
    rows.fill(0);
    // Tarjan numbers a component after all that it leads to.
    for (let at = 0; at < count; at += 1) {
      const row = at * words;
      for (const host of members[at] ?? []) {
        const column = host - first;
        if (column >= 0 && column < words * 32)
          rows[row + (column >>> 5)] = (rows[row + (column >>> 5)] as number) | (1 << (column & 31));
      }
      for (const next of successors[at] ?? []) {
        const other = next * words;
        for (let word = 0; word < words; word += 1)
          rows[row + word] = (rows[row + word] as number) | (rows[other + word] as number);
      }
      let total = reached[at] as number;
      for (let word = 0; word < words; word += 1) total += ones(rows[row + word] as number);
      reached[at] = total;
    }
  }
  return Uint32Array.from(component, (at) => (reached[at] as number) - 1);
}

/** The number of bits that are set. */
function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function successorsOf(
  graph: Pick<HostGraph, "offsets" | "targets">,
  component: Uint32Array,
  count: number,
): number[][] {
  const sets: Set<number>[] = Array.from({ length: count }, () => new Set());
  for (let host = 0; host < component.length; host += 1) {
    const from = component[host] as number;
    for (let at = graph.offsets[host] as number; at < (graph.offsets[host + 1] as number); at += 1) {
      const to = component[graph.targets[at] as number] as number;
      if (to !== from) sets[from]?.add(to);
    }
  }
  return sets.map((set) => [...set]);
}

/** The strongly connected component of every host, numbered so that successors come first. Iterative, for deep chains. */
function components({ hosts, offsets, targets }: Pick<HostGraph, "hosts" | "offsets" | "targets">): {
  readonly component: Uint32Array;
  readonly count: number;
} {
  const size = hosts.length;
  const order = new Uint32Array(size);
  const low = new Uint32Array(size);
  const next = Uint32Array.from(offsets.subarray(0, size));
  const component = new Uint32Array(size);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  let visited = 0;
  let count = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== 0) continue;
    const path = [root];
    while (path.length > 0) {
      const at = path.at(-1) as number;
      if (order[at] === 0) {
        visited += 1;
        order[at] = visited;
        low[at] = visited;
        stack.push(at);
        onStack[at] = 1;
      }
      const edge = next[at] as number;
      if (edge < (offsets[at + 1] as number)) {
        next[at] = edge + 1;
        const to = targets[edge] as number;
        if (order[to] === 0) path.push(to);
        else if (onStack[to] === 1) low[at] = Math.min(low[at] as number, order[to] as number);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[at] as number);
      if (low[at] !== order[at]) continue;
      for (let host = stack.pop(); host !== undefined; host = stack.pop()) {
        onStack[host] = 0;
        component[host] = count;
        if (host === at) break;
      }
      count += 1;
    }
  }
  return { component, count };
}
