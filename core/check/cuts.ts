import { append } from "../json/append.js";
import { IntervalSet } from "../network/interval-set.js";
import { formatProtocol } from "../network/protocol.js";
import { type TrafficSet, trafficRuns } from "../network/traffic.js";
import { CheckedNetwork } from "../reachability/checked-network.js";
import { computeReachability } from "../reachability/compute-reachability.js";
import { describeRun, edgeTraffic } from "../reachability/edge-traffic.js";
import type { NetworkModel, Rule } from "../reachability/model.js";
import { type EdgeChange, edgesBeyond } from "./difference.js";

const NOTHING: TrafficSet = IntervalSet.empty();

/** Conversations that applying a change cuts. */
export interface Cut {
  /** "tcp/6379 worker -> cache, until the new rule stands". */
  readonly text: string;
  /** The rules of the network before that let it pass. */
  readonly because: readonly string[];
}

/**
 * What a change cuts, for a moment or for good: what passes before it and does not pass while the rules are only what
 * certainly stands throughout.
 *
 * @param standing what is left of each rule that changes, by its id before; null where it may be gone at some time
 */
export function cutsOf(
  before: CheckedNetwork,
  after: CheckedNetwork,
  standing: ReadonlyMap<string, Rule | null>,
): Cut[] {
  const ended = edgesBeyond(after, before);
  const cuts = ended.flatMap((edge) => describe(edge, edgeTraffic(edge), "for good", before));
  if (standing.size === 0) return cuts;
  const rules = before.model.rules.flatMap((rule) => {
    const left = standing.get(rule.id);
    return left === undefined ? [rule] : left === null ? [] : [left];
  });
  const model = { ...before.model, rules };
  const meanwhile = new CheckedNetwork(model, computeReachability(model));
  const forGood = byPair(ended);
  for (const edge of edgesBeyond(meanwhile, before)) {
    const moment = edgeTraffic(edge).difference(forGood.get(pairOf(edge)) ?? IntervalSet.empty());
    append(cuts, describe(edge, moment, "until the new rule stands", before));
  }
  return cuts;
}

/**
 * The conversations that one change of entries cuts, in words: for good, or until the new ones stand.
 *
 * @param meanwhile the network before, with what stands throughout
 * @param ended what passes before the whole change and not after it
 */
export function entryCuts(
  before: CheckedNetwork,
  meanwhile: NetworkModel,
  ended: readonly EdgeChange[],
  lasts: string,
): string[] {
  const forGood = byPair(ended);
  const cut = edgesBeyond(new CheckedNetwork(meanwhile, computeReachability(meanwhile)), before);
  return cut.flatMap((edge) => {
    const [all, ends] = [edgeTraffic(edge), forGood.get(pairOf(edge)) ?? NOTHING];
    return [
      ...describe(edge, all.intersection(ends), "for good", before),
      ...describe(edge, all.difference(ends), lasts, before),
    ].map(({ text }) => text);
  });
}

function byPair(edges: readonly EdgeChange[]): ReadonlyMap<string, TrafficSet> {
  const pairs = new Map<string, TrafficSet>();
  for (const edge of edges) {
    const pair = pairOf(edge);
    pairs.set(pair, edgeTraffic(edge).union(pairs.get(pair) ?? IntervalSet.empty()));
  }
  return pairs;
}

function describe(edge: EdgeChange, traffic: TrafficSet, lasts: string, network: CheckedNetwork): Cut[] {
  const name = (id: string): string => network.endpoints.get(id)?.name ?? id;
  const doubt = [edge.certainty, edge.otherwise].includes("possible") ? " (possible)" : "";
  return trafficRuns(traffic).map((run) => {
    const what = describeRun({ ...run, protocol: formatProtocol(run.protocol) });
    return {
      text: `${what} ${name(edge.from)} -> ${name(edge.to)}${doubt}, ${lasts}`,
      because: edge.because,
    };
  });
}

function pairOf({ from, to, family, certainty }: EdgeChange): string {
  return JSON.stringify([from, to, family, certainty]);
}
