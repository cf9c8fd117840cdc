import { accept, type Result, refuseAll } from "../errors.js";
import { constructPathOf } from "../guardrails/finding.js";
import { append } from "../json/append.js";
import { ALL_TRAFFIC } from "../network/traffic.js";
import type { CheckedNetwork } from "../reachability/checked-network.js";
import { describeTraffic } from "../reachability/edge-traffic.js";
import { ConversationGraph, type Search } from "../reachability/metrics/conversation-graph.js";
import type { Edge } from "../reachability/reachability.js";
import { EndpointNames, type ExpectationEnd, withBlocks } from "./endpoint-names.js";
import type { CheckErrorCode, CheckProblem } from "./error-codes.js";
import type { Expectation } from "./expectation.js";

/** One conversation of a witness, with the rules that allow it and where each was declared. */
export interface Hop extends Edge {
  readonly rules: readonly { readonly rule: string; readonly constructPath: string | null }[];
}

/** An expectation, proven, refuted or neither. */
export interface ExpectationResult {
  readonly name: string;
  /** Null: UNKNOWN. What stands between yes and no is only possible. */
  readonly holds: boolean | null;
  /** The chain of conversations that proves or refutes it; empty where there is none. */
  readonly witness: readonly Hop[];
  /** Why it does not hold or is not known; null where it holds. */
  readonly why: string | null;
}

/**
 * Judges every expectation.
 *
 * `reach: false` needs that no possible edge or chain exists, `reach: true` needs a certain one; anything between is
 * UNKNOWN. An expectation about a segment is also about the workloads that carry its group, alone or in union with others.
 *
 * Problem: CORDON_EXPECTATION_NAME_UNKNOWN, for all unknown names at once.
 */
export function judgeExpectations(
  network: CheckedNetwork,
  expectations: readonly Expectation[],
): Result<readonly ExpectationResult[], CheckErrorCode> {
  if (expectations.length === 0) return accept([]);
  const judge = new Judge(
    withBlocks(
      network,
      expectations.flatMap(({ from, to }) => [from, to]),
    ),
  );
  const problems: CheckProblem[] = [];
  const results: ExpectationResult[] = [];
  for (const expectation of expectations) {
    const from = judge.end(expectation.from, `${expectation.where}/from`);
    const to = judge.end(expectation.to, `${expectation.where}/to`);
    if (!from.ok) append(problems, from.problems);
    if (!to.ok) append(problems, to.problems);
    if (from.ok && to.ok) results.push(judge.judge(expectation, from.value, to.value));
  }
  return problems.length > 0 ? refuseAll(problems) : accept(results);
}

class Judge {
  readonly #network: CheckedNetwork;
  readonly #names: EndpointNames;
  readonly #graph: ConversationGraph;
  /** Ends that are not in the input: a chain may go on behind them. */
  readonly #unresolved: ReadonlySet<string>;
  readonly #members = new Map<string, string[]>();

  constructor(network: CheckedNetwork) {
    this.#network = network;
    this.#names = new EndpointNames(network);
    this.#graph = new ConversationGraph(network.reachability);
    this.#unresolved = new Set(
      network.reachability.endpoints.flatMap(({ id, kind }) => (kind === "unknown" ? [id] : [])),
    );
    for (const { id, groups } of network.model.workloads.values()) {
      for (const group of groups) {
        const members = this.#members.get(group);
        if (members === undefined) this.#members.set(group, [id]);
        else members.push(id);
      }
    }
  }

  end(text: string, where: string): Result<ExpectationEnd, CheckErrorCode> {
    return this.#names.resolve(text, "CORDON_EXPECTATION_NAME_UNKNOWN", where);
  }

  judge(expectation: Expectation, from: ExpectationEnd, to: ExpectationEnd): ExpectationResult {
    return expectation.reach
      ? this.#mustReach(expectation, from, to)
      : this.#mustNotReach(expectation, from, to);
  }

  #mustNotReach(expectation: Expectation, from: ExpectationEnd, to: ExpectationEnd): ExpectationResult {
    const { name, traffic, transitive } = expectation;
    const search = {
      from: this.#everything(from, to),
      to: this.#everything(to, from),
      family: familyOf(from, to),
      traffic,
      transitive,
    };
    const certain = this.#graph.shortest({ ...search, certainty: "always" });
    if (certain !== undefined) {
      return {
        name,
        holds: false,
        witness: this.#witness(certain),
        why: `${expectation.from} reaches ${expectation.to}`,
      };
    }
    const possible = this.#graph.shortest({ ...search, certainty: "possible" });
    if (possible !== undefined) {
      const why = `${expectation.from} may reach ${expectation.to}: ${whyPossible(possible)}`;
      return { name, holds: null, witness: this.#witness(possible), why };
    }
    const detour = transitive ? this.#detour({ ...search, certainty: "possible" }) : undefined;
    const whyUnknown = from.whyUnknown ?? to.whyUnknown ?? detour?.why;
    const witness = detour === undefined ? [] : this.#witness(detour.edges);
    return { name, holds: whyUnknown === undefined ? true : null, witness, why: whyUnknown ?? null };
  }

  /** A chain that leaves the input and comes back into it somewhere else. */
  #detour(search: Search): { readonly edges: readonly Edge[]; readonly why: string } | undefined {
    const out = this.#graph.shortest({ ...search, to: this.#unresolved, traffic: ALL_TRAFFIC });
    const back = out === undefined ? undefined : this.#graph.shortest({ ...search, from: this.#unresolved });
    if (out === undefined || back === undefined) return undefined;
    const why = `a chain may lead through ${out.at(-1)?.to} and ${back[0]?.from}, which are not in the input`;
    return { edges: [...out, ...back], why };
  }

  #mustReach(expectation: Expectation, from: ExpectationEnd, to: ExpectationEnd): ExpectationResult {
    const { name, traffic, transitive } = expectation;
    let witness: readonly Edge[] | undefined;
    let doubtful: readonly Edge[] | undefined;
    for (const pair of this.#pairs(from, to)) {
      const search = { ...pair, family: familyOf(from, to), traffic, transitive };
      const certain = this.#graph.shortest({ ...search, certainty: "always" });
      witness ??= certain;
      if (certain !== undefined) continue;
      const possible = this.#graph.shortest({ ...search, certainty: "possible" });
      if (possible === undefined) {
        const why = this.#whatIsMissing(expectation, from, to);
        const whyUnknown = from.whyUnknown ?? to.whyUnknown;
        return { name, holds: whyUnknown === undefined ? false : null, witness: [], why: whyUnknown ?? why };
      }
      doubtful ??= possible;
    }
    if (doubtful !== undefined) {
      const why = `${expectation.from} may reach ${expectation.to}: ${whyPossible(doubtful)}`;
      return { name, holds: null, witness: this.#witness(doubtful), why };
    }
    if (witness !== undefined) return { name, holds: true, witness: this.#witness(witness), why: null };
    return { name, holds: false, witness: [], why: this.#whatIsMissing(expectation, from, to) };
  }

  /** Every endpoint that the end stands for, with the workloads that carry its groups. */
  #everything(end: ExpectationEnd, other: ExpectationEnd): ReadonlySet<string> {
    const ids = new Set([...end.segments, ...end.workloads, ...end.outside.some]);
    for (const segment of end.segments) for (const id of this.#membersOf(segment)) ids.add(id);
    // A segment without workloads meets a workload as what it is made of: its groups.
    if (other.segments.some((segment) => this.#membersOf(segment).length === 0)) {
      for (const workload of end.workloads) for (const group of this.#groupsOf(workload)) ids.add(group);
    }
    return ids;
  }

  /** The pairs that must all be joined. Segments meet segments, workloads meet workloads, the outside meets both. */
  *#pairs(
    from: ExpectationEnd,
    to: ExpectationEnd,
  ): Iterable<{ from: ReadonlySet<string>; to: ReadonlySet<string> }> {
    const sources = this.#units(from, to);
    const targets = this.#units(to, from);
    for (const source of sources) {
      for (const target of targets) {
        if (source.kind === target.kind || source.kind === "outside" || target.kind === "outside") {
          yield { from: source.ids, to: target.ids };
        }
      }
    }
  }

  #units(
    end: ExpectationEnd,
    other: ExpectationEnd,
  ): { kind: "segment" | "workload" | "outside"; ids: ReadonlySet<string> }[] {
    const unit = (kind: "segment" | "workload" | "outside", ids: readonly string[]) => ({
      kind,
      ids: new Set(ids),
    });
    const units = [
      ...end.segments.map((id) => unit("segment", [id])),
      ...end.workloads.map((id) => unit("workload", [id])),
    ];
    if (end.outside.every.length > 0) units.push(unit("outside", end.outside.every));
    if (other.workloads.length > 0 && other.segments.length === 0 && end.workloads.length === 0) {
      append(
        units,
        end.segments.flatMap((id) => this.#membersOf(id)).map((id) => unit("workload", [id])),
      );
    }
    if (other.segments.length > 0 && end.segments.length === 0) {
      append(
        units,
        end.workloads.map((id) => unit("segment", this.#groupsOf(id))),
      );
    }
    return units;
  }

  #membersOf(segment: string): readonly string[] {
    return this.#members.get(segment) ?? [];
  }

  #groupsOf(workload: string): readonly string[] {
    return this.#network.model.workloads.get(workload)?.groups ?? [];
  }

  #witness(edges: readonly Edge[]): Hop[] {
    return edges.map((edge) => ({
      ...edge,
      rules: edge.because.map((rule) => ({ rule, constructPath: constructPathOf(this.#network, rule) })),
    }));
  }

  /** Which end lacks the rule, so that the author knows where to write it. */
  #whatIsMissing({ from, to, traffic }: Expectation, source: ExpectationEnd, target: ExpectationEnd): string {
    const allows = (end: ExpectationEnd, direction: "ingress" | "egress"): boolean =>
      this.#groupsOfEnd(end).some((group) =>
        this.#network
          .rulesOf(group)
          .some((rule) => rule.direction === direction && rule.traffic.intersects(traffic)),
      );
    const on = describeTraffic(traffic);
    const hasSource = this.#groupsOfEnd(source).length > 0;
    const hasTarget = this.#groupsOfEnd(target).length > 0;
    if (hasSource && !allows(source, "egress"))
      return `${from} does not reach ${to}: no egress rule of ${from} lets ${on} out`;
    if (hasTarget && !allows(target, "ingress"))
      return `${from} does not reach ${to}: no ingress rule of ${to} lets ${on} in`;
    return `${from} does not reach ${to} on ${on}: their rules name other peers, or routes and network ACLs stop it`;
  }

  #groupsOfEnd(end: ExpectationEnd): readonly string[] {
    return [...end.segments, ...end.workloads.flatMap((workload) => this.#groupsOf(workload))];
  }
}

function familyOf(from: ExpectationEnd, to: ExpectationEnd): "ipv4" | "ipv6" | "both" {
  return from.family === "both" ? to.family : from.family;
}

/** Why a chain is only possible: a grant that somebody may ask for, else something that is not known. */
function whyPossible(edges: readonly Edge[]): string {
  const grants = edges.find(({ grants: bounds }) => bounds !== undefined)?.grants ?? [];
  if (grants.length === 0) return "a conversation on the way is possible, not certain";
  const bounds = grants.map(
    ({ entitlement, maxMinutes }) => `${entitlement} (at most ${maxMinutes} minutes)`,
  );
  return `a grant of ${bounds.join(" or ")} opens a conversation on the way`;
}
