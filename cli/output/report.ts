import type { SelfTest } from "../../core/check/self-test.js";
import { chainTexts, renderChains } from "./chains.js";
import { renderDifference } from "./difference.js";
import { renderExpectations } from "./expectations.js";
import { renderFindings } from "./findings.js";
import { grantableConversations } from "./grants.js";
import { renderMatrix, renderOneMatrix } from "./matrix.js";
import { renderMetrics, renderMetricsInShort } from "./metrics.js";
import { renderRules } from "./rules.js";
import { fitted, type Section } from "./screen.js";
import { andMore, type Shown } from "./shown.js";
import { count, headline, indented } from "./text.js";
import { renderPossible, renderUnknown } from "./unknown.js";
import { renderVerdict } from "./verdict.js";

/** What is shortened first where the report does not fit a screen: what the sections above it rest on, then their details. */
const SHORTENED_FIRST: readonly string[] = [
  "Rules",
  "Only possible",
  "Numbers",
  "Expectations",
  "From the internet to data",
  "Findings",
  "Who reaches whom",
  "Expectations",
  "Unknown",
  "Who reaches whom",
  "Findings",
  "Unknown",
];

/** Causes of UNKNOWN that a screen has room for. */
const FIRST_CAUSES = 3;

/**
 * The report for a terminal: what it comes to first, what it rests on last. Nothing that is broken is left out to fit a
 * screen, and what is shortened is named.
 */
export function renderReport(shown: Shown): string {
  const sections = sectionsOf(shown);
  const head = renderVerdict(shown);
  if (!shown.isDetailed) return `${fitted(head, sections, SHORTENED_FIRST, shown.width)}\n`;
  const text = sections.map(({ title, forms: [whole] }) => `${headline(title)}\n${whole()}`);
  return `${[head, ...text].join("\n\n")}\n`;
}

const NOTHING = (): string => "";

function sectionsOf(shown: Shown): Section[] {
  const { report, network, seen, most, width } = shown;
  const stated = report.expectations.length > 0;
  const isRefuted = report.expectations.some(({ holds }) => holds !== true);
  const expectations: Section = {
    title: "Expectations",
    forms: [
      () => renderExpectations(shown),
      () => renderExpectations(shown, "names"),
      () => renderExpectations(shown, "number"),
    ],
  };
  const isPossible = seen.edges.some(
    ({ certainty, grants }) => certainty === "possible" && grants === undefined,
  );
  const { difference, selfTest } = report;
  const chains = chainTexts(shown);
  const only = (is: boolean, section: Section): Section[] => (is ? [section] : []);
  return [
    ...(difference === undefined
      ? []
      : [{ title: "Against the baseline", forms: [() => renderDifference(difference, width)] } as const]),
    ...only(isRefuted, expectations),
    {
      title: "Findings",
      forms: [
        () => renderFindings(shown),
        () => renderFindings(shown, "short"),
        () => renderFindings(shown, "shortest"),
      ],
    },
    ...only(report.unknown.length > 0, {
      title: "Unknown",
      forms: [
        () => renderUnknown(shown),
        () => renderUnknown(shown, FIRST_CAUSES),
        () => renderUnknown(shown, 1),
      ],
    }),
    ...only(stated && !isRefuted, expectations),
    {
      title: "Who reaches whom",
      forms: [() => renderMatrix(seen, most, shown), () => renderOneMatrix(seen, shown), NOTHING],
    },
    ...only(chains.length > 0, {
      title: "From the internet to data",
      forms: [() => renderChains(chains, shown), NOTHING],
    }),
    ...only(isPossible, { title: "Only possible", forms: [() => renderPossible(shown), NOTHING] }),
    ...only(
      seen.edges.some(({ grants }) => grants !== undefined),
      { title: "What a grant may open", forms: [() => renderGrants(shown)] },
    ),
    ...(selfTest === undefined
      ? []
      : [{ title: "Self-test", forms: [() => renderSelfTest(selfTest, shown)] } as const]),
    {
      title: "Numbers",
      forms: [() => renderMetrics(report.metrics, shown), () => renderMetricsInShort(report.metrics, shown)],
    },
    { title: "Rules", forms: [() => renderRules(network, most, width), NOTHING] },
    ...only(!stated, { ...expectations, forms: [() => renderExpectations(shown), NOTHING] }),
  ];
}

/** The conversations that grants may open. */
export function renderGrants({ seen, most, nameOf, width }: Shown): string {
  const found = grantableConversations(seen, nameOf);
  return [
    ...found
      .slice(0, most)
      .map(({ conversation, bounds }) =>
        indented(`${conversation}: by a grant of ${bounds}`, 2, "- ", width),
      ),
    ...andMore(found.length - most),
  ].join("\n");
}

/** What no expectation guards. */
export function renderSelfTest(
  { mutants, caught, withoutEffect, notCovered }: SelfTest,
  { most, width }: Pick<Shown, "most" | "width">,
): string {
  const lines = notCovered
    .slice(0, most)
    .map(({ rule, mutation, opens }) =>
      indented(
        `${rule} ${mutation === "any-address" ? "open to every address" : "open for all traffic"}: no expectation notices ${opens.join("; ")}`,
        2,
        "- ",
        width,
      ),
    );
  return [
    indented(
      `${count(mutants, "widened rule")}: ${caught} caught, ${notCovered.length} not covered, ${withoutEffect} without effect`,
      0,
      "",
      width,
    ),
    ...lines,
    ...andMore(notCovered.length - most),
  ].join("\n");
}
