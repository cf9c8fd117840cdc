import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { changeOf } from "../../../cli/check/load-change.js";
import { startSession } from "../../../cli/check/session.js";
import { type ChangeStep, changePlan } from "../../../core/check/change-plan.js";
import { compare, type EdgeChange } from "../../../core/check/difference.js";
import { inspect } from "../../../core/guardrails/finding.js";
import { GUARDRAILS } from "../../../core/guardrails/guardrails.js";
import type { CheckedNetwork } from "../../../core/reachability/checked-network.js";

/** One case of a file in test/scenarios/diff: what a change comes to. */
interface Scenario {
  readonly name: string;
  /** Two documents, or one plan alone. */
  readonly before: object;
  readonly after?: object;
  /** `<from> -> <to> <protocol>/<ports> <certainty>`. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** `<action> <resource>`, then what is cut. */
  readonly plan: readonly (readonly string[])[];
  /** Parts of the fixes, in any order. */
  readonly fixes?: readonly string[];
  /** Endpoints and rules that edges of the later network name, some of them. */
  readonly stands?: readonly string[];
  /** `<rule> <resource>` of the findings that are gained, all of them. */
  readonly findings?: readonly string[];
}

const FOLDER = fileURLToPath(new URL("../../scenarios/diff/", import.meta.url));
const session = await startSession({}, { write: async () => undefined });

for (const file of readdirSync(FOLDER).sort()) {
  describe(file.replace(".json", "").replaceAll("-", " "), () => {
    const scenarios: readonly Scenario[] = JSON.parse(readFileSync(FOLDER + file, "utf8"));
    for (const scenario of scenarios) it(scenario.name, () => check(scenario));
  });
}

function check({ before, after, gained, lost, plan, fixes, stands, findings }: Scenario): void {
  const input = (json: object, path: string) => [{ path, json }];
  const second = after === undefined ? undefined : input(after, "new.tf.json");
  const change = changeOf(input(before, "old.tf.json"), second, session);
  const side = ({ network }: { readonly network: CheckedNetwork }) => ({
    network,
    findings: inspect(network, GUARDRAILS).findings,
  });
  const difference = compare(side(change.before), side(change.after));
  expect(difference.edges.gained.map(edgeText)).toEqual(gained);
  expect(difference.edges.lost.map(edgeText)).toEqual(lost);
  expect(difference.broader).toBe(gained.length > 0);
  const steps = changePlan(change.before.network, change.after.network, change.transition);
  expect(steps.map(stepText)).toEqual(plan);
  for (const step of steps) expect(step.outage).toBe(step.cuts.length > 0);
  const advice = steps.map(({ fix }) => fix ?? "").join("\n");
  for (const fix of fixes ?? []) expect(advice).toContain(fix);
  const rules = change.after.network.reachability.edges.flatMap(({ because }) => because);
  for (const rule of stands ?? []) expect(rules).toContain(rule);
  if (findings !== undefined)
    expect(difference.findings.gained.map(({ rule, resource }) => `${rule} ${resource}`)).toEqual(findings);
}

function stepText({ action, resource, cuts }: ChangeStep): string[] {
  return [`${action} ${resource}`, ...cuts];
}

function edgeText({ from, to, protocol, fromPort, toPort, icmpTypes, certainty }: EdgeChange): string {
  const ports = fromPort === null ? "" : `/${fromPort}${toPort === fromPort ? "" : `-${toPort}`}`;
  const types = icmpTypes ? ` (${icmpTypes.length} types)` : "";
  return `${from} -> ${to} ${protocol}${ports}${types} ${certainty}`.replace(
    /(^| )aws_security_group\./g,
    "$1",
  );
}
