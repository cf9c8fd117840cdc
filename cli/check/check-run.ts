import { compare } from "../../core/check/difference.js";
import { EndpointNames } from "../../core/check/endpoint-names.js";
import { checkNetwork, type Report, type Verdict, verdictOf } from "../../core/check/report.js";
import { sarifLog } from "../../core/check/sarif.js";
import { selfTest } from "../../core/check/self-test.js";
import { CordonError, valueOrThrow } from "../../core/errors.js";
import type { Severity } from "../../core/guardrails/guardrail.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { valuesOf } from "../../core/reachability/metrics/metrics.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../../package.json" with { type: "json" };
import { instantOf } from "../input/now.js";
import { EXIT } from "../output/exit-codes.js";
import { reportMarkdown } from "../output/markdown.js";
import { Progress } from "../output/progress.js";
import { renderReport } from "../output/report.js";
import { type LoadedNetwork, loadNetwork, validator, withFiles } from "./load-network.js";
import { sourcePlaces } from "./source-place.js";

/** How `cordon check` prints. */
export const CHECK_FORMATS = ["table", "json", "sarif", "markdown"] as const;

/** The options of `cordon check`, as commander gives them. */
export interface CheckOptions {
  readonly format: (typeof CHECK_FORMATS)[number];
  readonly expect?: string;
  readonly acknowledge?: string;
  readonly baseline?: string;
  readonly failOn: Severity;
  readonly allowUnknown?: boolean;
  readonly foothold?: readonly string[];
  readonly crownJewel?: readonly string[];
  readonly selfTest?: boolean;
  readonly now?: string;
}

/** Where a command writes: results on one stream, everything else on the other. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const EXIT_OF: Readonly<Record<Verdict, number>> = {
  clean: EXIT.clean,
  findings: EXIT.findings,
  incomplete: EXIT.incomplete,
};

/**
 * Runs `cordon check` and returns its exit code. Nothing is written to `out` before the whole report stands.
 * @throws CordonError for bad usage and unreadable input (exit 2)
 */
export async function runCheck(path: string, options: CheckOptions, { out, err }: Streams): Promise<number> {
  const progress = new Progress(err);
  const now = instantOf(options.now);
  const ajv = await validator();
  const loaded = await loadNetwork(path, ajv, progress);
  const statements = await withFiles(loaded.statements, ajv, options);
  const { network } = loaded;
  const footholds = endpointsOf(network, options.foothold, "--foothold");
  const crownJewels = endpointsOf(network, options.crownJewel, "--crown-jewel");
  const base =
    options.baseline === undefined ? undefined : await loadNetwork(options.baseline, ajv, progress);
  const before =
    base === undefined ? undefined : valueOrThrow(checkNetwork(base.network, base.statements, now));
  const { report: plain, unused } = valueOrThrow(
    checkNetwork(network, statements, now, {
      ...(footholds === undefined ? {} : { footholds }),
      ...(crownJewels === undefined ? {} : { crownJewels }),
      ...(before === undefined
        ? {}
        : { baseline: { name: options.baseline ?? "", values: valuesOf(before.report.metrics) } }),
    }),
  );
  const report: Report = {
    ...plain,
    ...(base === undefined || before === undefined
      ? {}
      : {
          difference: compare(
            { network: base.network, findings: before.report.findings },
            { network, findings: plain.findings },
          ),
        }),
    ...(options.selfTest === true
      ? {
          selfTest: selfTest(network, statements.expectations, (done, of) =>
            progress.say(`self-test: ${done} of ${of} mutants`),
          ),
        }
      : {}),
  };
  for (const { rule, resource, where } of unused) {
    err(`warning: ${where}: no finding of ${rule} at ${resource} needs this acknowledgement; delete it\n`);
  }
  if (network.reachability.pathsListed !== "all") {
    err(
      `note: the network has too many paths to list; those ${network.reachability.pathsListed.replaceAll("-", " ")} are listed, expectations are judged on all\n`,
    );
  }
  out(print(report, loaded, options.format));
  return EXIT_OF[verdictOf(report, { failOn: options.failOn, allowUnknown: options.allowUnknown === true })];
}

function print(report: Report, { network, files }: LoadedNetwork, format: CheckOptions["format"]): string {
  switch (format) {
    case "table":
      return renderReport(report, network);
    case "json":
      return `${JSON.stringify(report)}\n`;
    case "sarif":
      return `${JSON.stringify(sarifLog(report, packageJson.version, sourcePlaces(network, files)), null, 2)}\n`;
    case "markdown":
      return `${reportMarkdown(report)}\n`;
    default:
      return format satisfies never;
  }
}

/** The ids of named endpoints. @throws CordonError CORDON_ENDPOINT_UNKNOWN */
function endpointsOf(
  network: CheckedNetwork,
  names: readonly string[] | undefined,
  option: string,
): string[] | undefined {
  if (names === undefined) return undefined;
  const known = new EndpointNames(network);
  const results = names.map((name) => known.resolve(name, "CORDON_ENDPOINT_UNKNOWN", option));
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new CordonError(problems);
  return results.flatMap((result) =>
    result.ok ? [...result.value.segments, ...result.value.workloads, ...result.value.outside.every] : [],
  );
}
