import { atNewAddresses } from "../../core/check/carried-over.js";
import { EndpointNames } from "../../core/check/endpoint-names.js";
import { type Conclusion, conclusionOf, type Report } from "../../core/check/report.js";
import { sarifLog } from "../../core/check/sarif.js";
import { selfTest } from "../../core/check/self-test.js";
import { readTransition } from "../../core/check/transition.js";
import { limited, type View } from "../../core/check/view.js";
import { CordonError } from "../../core/errors.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { type MetricOptions, valuesOf } from "../../core/reachability/metrics/metrics.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../../package.json" with { type: "json" };
import { renderCompact } from "../output/compact.js";
import { EXIT } from "../output/exit-codes.js";
import { reportMarkdown } from "../output/markdown.js";
import { nameFrom } from "../output/names.js";
import { renderReport } from "../output/report.js";
import type { Shown } from "../output/shown.js";
import { widthOf } from "../output/text.js";
import type { Output, Streams } from "../streams.js";
import type { CheckOptions } from "./check-options.js";
import { type CheckedInput, checkInput, differenceOf } from "./checked-input.js";
import { type DisplayOptions, displayOptions, selectionOf } from "./display-options.js";
import { type LoadedNetwork, loadNetwork, withFiles } from "./load-network.js";
import { type Session, startSession } from "./session.js";
import { sourcePlaces, tellingPlaces } from "./source-place.js";
import { writeAcknowledgements } from "./write-acknowledgements.js";

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
  [paths]: readonly [paths: readonly string[]],
  options: CheckOptions,
  { out, err }: Streams,
): Promise<number> {
  const show = displayOptions(options);
  const selection = selectionOf(options);
  const session = await startSession(options, err);
  const { source: configuration } = options;
  const loaded = await loadNetwork(paths, session, configuration === undefined ? {} : { configuration });
  const { network } = loaded;
  const view = viewOf(network, options);
  const statements = await withFiles(loaded.statements, session, options);
  const attack = attackOf(network, options);
  const old =
    options.baseline === undefined ? undefined : await loadBaseline(options.baseline, loaded, session);
  const before =
    old === undefined ? undefined : checkInput(old.network, old.statements, session, { selection });
  const checked = checkInput(network, statements, session, {
    ...attack,
    ...metricBaseline(before, options),
    selection,
  });
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
  const conclusion = conclusionOf(report, {
    failOn: options.failOn,
    allowUnknown: options.allowUnknown === true,
  });
  const text = print(report, conclusion, loaded, {
    ...show,
    format: options.format,
    width: widthOf(out.columns),
    ...(view === undefined ? {} : { view }),
    hasSource: configuration !== undefined,
  });
  if (view !== undefined && (options.format === "json" || options.format === "sarif"))
    await err.write(
      `note: --format ${options.format} is whole; --around and --certain limit what people read\n`,
    );
  if (options.writeAcknowledgements !== undefined)
    await writeAcknowledgements(options.writeAcknowledgements, report.findings, session.now, err);
  await out.write(text);
  return EXIT_OF[conclusion];
}

/** The network to compare with, at the addresses that the input's `moved` blocks give it. */
async function loadBaseline(
  path: string,
  { files }: LoadedNetwork,
  session: Session,
): Promise<LoadedNetwork> {
  const transition = readTransition(files);
  return loadNetwork([path], session, {
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

/** How the report is printed. */
interface Printing extends DisplayOptions {
  readonly format: CheckOptions["format"];
  readonly width: number;
  readonly view?: View;
  readonly hasSource: boolean;
}

function print(
  report: Report,
  conclusion: Conclusion,
  { network, files: own, source }: LoadedNetwork,
  { format, isCompact, ruleDocument, ...printing }: Printing,
): string {
  const files = [...own, ...source];
  const shown = (): Shown => ({
    ...printing,
    report,
    network,
    conclusion,
    seen: printing.view === undefined ? report : limited(report, printing.view),
    placeOf: tellingPlaces(network, files),
    nameOf: nameFrom(report),
  });
  switch (format) {
    case "table":
      return isCompact ? renderCompact(shown()) : renderReport(shown());
    case "json":
      return `${JSON.stringify(report)}\n`;
    case "sarif": {
      const places = sourcePlaces(network, files);
      return `${JSON.stringify(sarifLog(report, packageJson.version, places, ruleDocument), null, 2)}\n`;
    }
    case "markdown":
      return `${reportMarkdown(shown())}\n`;
    default:
      return format satisfies never;
  }
}

/** What the lists are limited to; undefined where they are whole. @throws CordonError CORDON_ENDPOINT_UNKNOWN */
function viewOf(network: CheckedNetwork, { around, depth, certain }: CheckOptions): View | undefined {
  if (around === undefined && certain !== true) return undefined;
  return {
    ...(around === undefined
      ? {}
      : { around: endpointsOf(network, around, "--around"), depth: Number(depth ?? 1) }),
    ...(certain === true ? { certain } : {}),
  };
}

function metricBaseline(before: CheckedInput | undefined, { baseline = "" }: CheckOptions): MetricOptions {
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
  const ids = results.flatMap((result) =>
    result.ok ? [...result.value.segments, ...result.value.workloads, ...result.value.outside.every] : [],
  );
  return [...new Set(ids)];
}
