import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import type { Edge } from "../../../core/reachability/reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { InputFile } from "../../../core/terraform/input-file.js";

/** One case of a file in test/scenarios/reachability: what one input comes to. */
interface Scenario {
  readonly name: string;
  /** The resources of one Terraform JSON file; `data` and the like stand beside in `more`. */
  readonly resource?: object;
  readonly more?: object;
  /** Several files, or one that is not a configuration. */
  readonly files?: readonly InputFile[];
  /** Every edge, as `<from> -> <to> <traffic> <family> <certainty>`, in any order. */
  readonly edges?: readonly string[];
  /** Some edges, and some that must not be there. */
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly because?: Readonly<Record<string, readonly string[]>>;
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly paths?: readonly string[];
  readonly halfOpen?: readonly string[];
  readonly redundant?: readonly string[];
  /** `<resource>: <why>`. */
  readonly unknown?: readonly string[];
  readonly assumptions?: readonly string[];
  /** Rules that EC2 refuses, as `<rule>: <summary>`. */
  readonly refused?: readonly string[];
  /** `<rule>: <from> to <to> by <what>`. */
  readonly deadFlows?: readonly string[];
  /** `<code> at <where>: <summary>`; nothing else is read then. */
  readonly problems?: readonly string[];
}

const FOLDER = fileURLToPath(new URL("../../scenarios/reachability/", import.meta.url));

for (const file of readdirSync(FOLDER).sort()) {
  describe(file.replace(".json", "").replaceAll("-", " "), () => {
    const scenarios: readonly Scenario[] = JSON.parse(readFileSync(FOLDER + file, "utf8"));
    for (const scenario of scenarios) it(scenario.name, () => check(scenario));
  });
}

function check(scenario: Scenario): void {
  const files = scenario.files ?? [
    { path: "main.tf.json", json: { resource: scenario.resource ?? {}, ...scenario.more } },
  ];
  const read = readDocument(files);
  if (!read.ok || scenario.problems !== undefined) {
    const problems = read.ok
      ? []
      : read.problems.map(({ code, where, summary }) => `${code} at ${where}: ${summary}`);
    expect(problems).toEqual(scenario.problems ?? []);
    return;
  }
  const decided = computeReachability(read.value);
  const edges = decided.edges.map(edgeText);
  if (scenario.edges !== undefined) expect([...edges].sort()).toEqual([...scenario.edges].sort());
  for (const edge of scenario.has ?? []) expect(edges).toContain(edge);
  for (const edge of scenario.lacks ?? []) expect(edges.filter((one) => one.startsWith(edge))).toEqual([]);
  for (const [edge, rules] of Object.entries(scenario.because ?? {}))
    expect(decided.edges.find((one) => edgeText(one) === edge)?.because).toEqual(rules);
  for (const [id, kind] of Object.entries(scenario.endpoints ?? {}))
    expect(decided.endpoints.find((endpoint) => endpoint.id === id)?.kind).toBe(kind);
  if (scenario.paths !== undefined)
    expect(decided.paths.map(({ from, through, to }) => [from, ...through, to].join(" -> "))).toEqual(
      scenario.paths,
    );
  if (scenario.halfOpen !== undefined)
    expect(decided.halfOpen.map(({ rule, missing }) => `${rule} lacks ${missing}`)).toEqual(
      scenario.halfOpen,
    );
  if (scenario.redundant !== undefined)
    expect(decided.redundant.map(({ rule, kind, by }) => `${rule} ${kind} by ${by.join(", ")}`)).toEqual(
      scenario.redundant,
    );
  expect(decided.unknown.map(({ resource, why }) => `${resource}: ${why}`)).toEqual(scenario.unknown ?? []);
  expect(read.value.refusedRules.map(({ rule, problem }) => `${rule}: ${problem.summary}`)).toEqual(
    scenario.refused ?? [],
  );
  if (scenario.deadFlows !== undefined)
    expect(decided.deadFlows.map(({ rule, from, to, by }) => `${rule}: ${from} to ${to} by ${by}`)).toEqual(
      scenario.deadFlows,
    );
  if (scenario.assumptions !== undefined)
    expect(read.value.assumptions.map(({ resource, why }) => `${resource}: ${why}`)).toEqual(
      scenario.assumptions,
    );
}

/** `icmp/8` for every code of a type, `icmp/3.4` for one. */
function typesOf({ icmpTypes }: Edge): string {
  if (icmpTypes === undefined || icmpTypes === null) return "";
  return `/${icmpTypes.map(({ type, code }) => (code === null ? type : `${type}.${code}`)).join("+")}`;
}

function edgeText(edge: Edge): string {
  const { from, to, protocol, fromPort, toPort, family, certainty } = edge;
  const ports =
    fromPort === null ? typesOf(edge) : fromPort === toPort ? `/${fromPort}` : `/${fromPort}-${toPort}`;
  return `${from} -> ${to} ${protocol}${ports} ${family} ${certainty}`.replace(
    /(^| )aws_security_group\./g,
    "$1",
  );
}
