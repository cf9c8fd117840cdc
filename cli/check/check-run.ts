import { atNewAddresses } from "../../core/check/carried-over.js";
import { EndpointNames } from "../../core/check/endpoint-names.js";
import { type Conclusion, conclusionOf, type Report } from "../../core/check/report.js";
import { sarifLog } from "../../core/check/sarif.js";
import { selfTest } from "../../core/check/self-test.js";
import { readTransition } from "../../core/check/transition.js";
import { CordonError } from "../../core/errors.js";
import type { Severity } from "../../core/guardrails/guardrail.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { type MetricOptions, valuesOf } from "../../core/reachability/metrics/metrics.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../../package.json" with { type: "json" };
import { EXIT } from "../output/exit-codes.js";
import { reportMarkdown } from "../output/markdown.js";
import { renderReport } from "../output/report.js";
import type { Output, Streams } from "../streams.js";
import { type CheckedInput, checkInput, differenceOf } from "./checked-input.js";
import type { ConfigurationOptions } from "./configuration-options.js";
import { type LoadedNetwork, loadNetwork, withFiles } from "./load-network.js";
import { type Session, startSession } from "./session.js";
import { sourcePlaces } from "./source-place.js";

/** The options of `cordon check`, as commander gives them. */
export interface CheckOptions extends ConfigurationOptions {
  readonly format: "table" | "json" | "sarif" | "markdown";
  readonly expect?: string;
  readonly acknowledge?: string;
  readonly baseline?: string;
  readonly source?: string;
  readonly failOn: Severity;
  readonly allowUnknown?: boolean;
  readonly foothold?: readonly string[];
  readonly crownJewel?: readonly string[];
  readonly selfTest?: boolean;
  readonly now?: string;
}

const EXIT_OF: Readonly<Record<Conclusion, number>> = {
  clean: EXIT.clean,
  findings: EXIT.findings,
  incomplete: EXIT.incomplete,
};

/**
 * Runs `cordon check` and returns its exit code. Nothing is written to `out` before the whole report stands.
 * @throws CordonError for bad usage and unreadable input (exit 2)
 */
export async function runCheck(
  [path]: readonly [path: string],
  options: CheckOptions,
  { out, err }: Streams,
): Promise<number> {
  const session = await startSession(options, err);
  const { source: configuration } = options;
  const loaded = await loadNetwork(path, session, configuration === undefined ? {} : { configuration });
  const { network } = loaded;
  const statements = await withFiles(loaded.statements, session, options);
  const attack = attackOf(network, options);
  const old =
    options.baseline === undefined ? undefined : await loadBaseline(options.baseline, loaded, session);
  const before = old === undefined ? undefined : checkInput(old.network, old.statements, session);
  const checked = checkInput(network, statements, session, { ...attack, ...baselineOf(before, options) });
  const report: Report = {
    ...checked.report,
    ...(before === undefined ? {} : { difference: differenceOf(before, checked) }),
    ...(options.selfTest === true
      ? {
          selfTest: selfTest(network, statements.expectations, (done, of) =>
            session.progress.say(`self-test: ${done} of ${of} mutants`),
          ),
        }
      : {}),
  };
  for (const warning of loaded.warnings) await err.write(`warning: ${warning}\n`);
  await warn(checked, err);
  await out.write(print(report, loaded, options.format));
  return EXIT_OF[
    conclusionOf(report, { failOn: options.failOn, allowUnknown: options.allowUnknown === true })
  ];
}

/** The network to compare with, at the addresses that the input's `moved` blocks give it. */
async function loadBaseline(
  path: string,
  { files }: LoadedNetwork,
  session: Session,
): Promise<LoadedNetwork> {
  const transition = readTransition(files);
  return loadNetwork(path, session, {
    role: "earlier",
    revise: (resources) => atNewAddresses(resources, transition),
  });
}

/** Says which acknowledgements nothing needs, and what the report leaves out. */
async function warn({ unused, network }: CheckedInput, err: Output): Promise<void> {
  for (const { rule, resource, where } of unused) {
    await err.write(
      `warning: ${where}: no finding of ${rule} at ${resource} needs this acknowledgement; delete it\n`,
    );
  }
  const { pathsListed } = network.reachability;
  if (pathsListed !== "all") {
    await err.write(
      `note: the network has too many paths to list; those ${pathsListed.replaceAll("-", " ")} are listed, expectations are judged on all\n`,
    );
  }
}

function print(
  report: Report,
  { network, files, source }: LoadedNetwork,
  format: CheckOptions["format"],
): string {
  switch (format) {
    case "table":
      return renderReport(report, network);
    case "json":
      return `${JSON.stringify(report)}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(report, packageJson.version, sourcePlaces(network, [...files, ...source])), null, 2)}\n`;
    case "markdown":
      return `${reportMarkdown(report)}\n`;
    default:
      return format satisfies never;
  }
}

function baselineOf(before: CheckedInput | undefined, { baseline = "" }: CheckOptions): MetricOptions {
  if (before === undefined) return {};
  return { baseline: { name: baseline, values: valuesOf(before.report.metrics) } };
}

/** Where an attack begins and where it must not end. @throws CordonError CORDON_ENDPOINT_UNKNOWN */
function attackOf(network: CheckedNetwork, { foothold, crownJewel }: CheckOptions): MetricOptions {
  return {
    ...(foothold === undefined ? {} : { footholds: endpointsOf(network, foothold, "--foothold") }),
    ...(crownJewel === undefined ? {} : { crownJewels: endpointsOf(network, crownJewel, "--crown-jewel") }),
  };
}

/** The ids of named endpoints. @throws CordonError CORDON_ENDPOINT_UNKNOWN */
function endpointsOf(network: CheckedNetwork, names: readonly string[], option: string): string[] {
  const known = new EndpointNames(network);
  const results = names.map((name) => known.resolve(name, "CORDON_ENDPOINT_UNKNOWN", option));
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new CordonError(problems);
  return results.flatMap((result) =>
    result.ok ? [...result.value.segments, ...result.value.workloads, ...result.value.outside.every] : [],
  );
}
