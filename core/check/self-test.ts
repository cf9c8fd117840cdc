import { valueOrThrow } from "../errors.js";
import { constructPathOf } from "../guardrails/finding.js";
import { parseCidr } from "../network/cidr.js";
import { ALL_TRAFFIC } from "../network/traffic.js";
import { CheckedNetwork } from "../reachability/checked-network.js";
import { decideChange } from "../reachability/compute-reachability.js";
import { describeRun } from "../reachability/edge-traffic.js";
import type { Rule, RulePeer } from "../reachability/model.js";
import { edgesBeyond } from "./difference.js";
import type { Expectation } from "./expectation.js";
import { type ExpectationResult, judgeExpectations } from "./judge-expectations.js";

/** How a rule is widened. */
export type Mutation = "any-address" | "any-traffic";

/** A widened rule that no expectation notices. */
export interface Survivor {
  readonly rule: string;
  readonly constructPath: string | null;
  readonly mutation: Mutation;
  /** What the mutant lets pass that the network does not, as "internet to db on tcp/5432". */
  readonly opens: readonly string[];
}

/** What the expectations of a network notice. */
export interface SelfTest {
  readonly mutants: number;
  /** An expectation that held does not hold for the mutant. */
  readonly caught: number;
  /** The other end, routes or network ACLs still refuse, so nothing changed that could be noticed. */
  readonly withoutEffect: number;
  readonly notCovered: readonly Survivor[];
}

const MUTATIONS: readonly Mutation[] = ["any-address", "any-traffic"];
/** Conversations that a survivor lists at most. */
const LISTED_OPENINGS = 5;

/**
 * Widens every rule in turn and asks the expectations, so that its owner sees which part of the network none of them guards.
 *
 * @throws CordonError CORDON_EXPECTATION_NAME_UNKNOWN
 * @param progress called after each mutant
 */
export function selfTest(
  network: CheckedNetwork,
  expectations: readonly Expectation[],
  progress: (done: number, of: number) => void,
): SelfTest {
  const held = resultsOf(network, expectations);
  const guarded = expectations.filter((_, at) => held[at]?.holds === true);
  const mutants = network.model.rules.flatMap((rule) =>
    MUTATIONS.flatMap((mutation) => mutantOf(rule, mutation)),
  );
  const notCovered: Survivor[] = [];
  let caught = 0;
  let withoutEffect = 0;
  for (const [at, { rule, mutation }] of mutants.entries()) {
    const model = {
      ...network.model,
      rules: network.model.rules.map((own) => (own.id === rule.id ? rule : own)),
    };
    // Nobody asks a mutant for its paths and its needless rules.
    const mutant = new CheckedNetwork(model, {
      ...network.reachability,
      ...decideChange(model, rule.group, network.reachability),
    });
    const opened = edgesBeyond(network, mutant);
    if (opened.length === 0) withoutEffect += 1;
    else if (resultsOf(mutant, guarded).some(({ holds }) => holds !== true)) caught += 1;
    else {
      notCovered.push({
        rule: rule.id,
        constructPath: constructPathOf(network, rule.id),
        mutation,
        opens: opened
          .slice(0, LISTED_OPENINGS)
          .map((edge) => `${edge.from} to ${edge.to} on ${describeRun(edge)}`),
      });
    }
    progress(at + 1, mutants.length);
  }
  return { mutants: mutants.length, caught, withoutEffect, notCovered };
}

function resultsOf(
  network: CheckedNetwork,
  expectations: readonly Expectation[],
): readonly ExpectationResult[] {
  return valueOrThrow(judgeExpectations(network, expectations));
}

/** The widened rule, or none where it is as wide already. */
function mutantOf(rule: Rule, mutation: Mutation): { readonly rule: Rule; readonly mutation: Mutation }[] {
  switch (mutation) {
    case "any-address": {
      const peers = [...rule.peers, ...EVERYWHERE];
      return EVERYWHERE.every((peer) => rule.peers.some((own) => isSame(own, peer)))
        ? []
        : [{ rule: { ...rule, peers }, mutation }];
    }
    case "any-traffic":
      return rule.traffic.covers(ALL_TRAFFIC) ? [] : [{ rule: { ...rule, traffic: ALL_TRAFFIC }, mutation }];
    default:
      return mutation satisfies never;
  }
}

const EVERYWHERE: readonly RulePeer[] = ["0.0.0.0/0", "::/0"].flatMap((text) => {
  const cidr = parseCidr(text);
  return cidr.ok ? [{ kind: "cidr", cidr: cidr.value } as const] : [];
});

function isSame(one: RulePeer, other: RulePeer): boolean {
  return one.kind === "cidr" && other.kind === "cidr" && one.cidr.text === other.cidr.text;
}
