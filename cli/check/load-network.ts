import { commentAcknowledgements } from "../../core/check/comment-acknowledgements.js";
import { embeddedStatements } from "../../core/check/embedded-statements.js";
import { parseExpectations } from "../../core/check/expectation.js";
import type { Statements } from "../../core/check/report.js";
import { valueOrThrow } from "../../core/errors.js";
import { parseAcknowledgements } from "../../core/guardrails/acknowledgement.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { append } from "../../core/json/append.js";
import { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import type { NetworkModel } from "../../core/reachability/model.js";
import { type ReadingOptions, readDocument } from "../../core/reachability/read-document.js";
import { withLines } from "../../core/terraform/configuration/written-place.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import { type InputRole, readInputs } from "../input/read-input.js";
import { readWrittenFile } from "../input/read-json-file.js";
import { count } from "../output/text.js";
import type { Session } from "./session.js";

/** A network as it was read, with what its own code states about it. */
export interface LoadedNetwork {
  readonly files: readonly InputFile[];
  /** The files of a plan's configuration. */
  readonly source: readonly InputFile[];
  readonly network: CheckedNetwork;
  readonly statements: Statements;
  /** What the user should know about the input, a sentence each. */
  readonly warnings: readonly string[];
}

/** How a network is read. */
export interface LoadingOptions extends ReadingOptions {
  /** @default "current" */
  readonly role?: InputRole;
  /** The folder of a plan's configuration. @default - not given */
  readonly configuration?: string;
}

/**
 * Reads and decides the network at one path, or at several that are one input.
 *
 * @throws CordonError with everything that is wrong with the input
 */
export async function loadNetwork(
  paths: readonly string[],
  session: Session,
  { role = "current", configuration, ...options }: LoadingOptions = {},
): Promise<LoadedNetwork> {
  session.progress.say(`reading ${paths.join(", ")}`);
  const { files, warnings } = valueOrThrow(await readInputs(paths, session.given, role));
  if (configuration === undefined) return { ...networkOf(files, session, options), warnings };
  session.progress.say(`reading ${configuration}`);
  const source = valueOrThrow(await readInputs([configuration]));
  return { ...networkOf(files, session, { ...options, source: source.files }), warnings };
}

/**
 * Decides the network of files that were read.
 * @throws CordonError with everything that is wrong with them
 */
export function networkOf(
  files: readonly InputFile[],
  { ajv, progress, workspace }: Session,
  options: ReadingOptions = {},
): LoadedNetwork {
  const source = options.source ?? [];
  const named = workspace === undefined ? options : { ...options, workspace };
  const model = valueOrThrow(withLines(readDocument(files, named), [...files, ...source]));
  const stated = [...files, ...source.filter((file) => isRead(file, model))];
  const embedded = valueOrThrow(withLines(embeddedStatements(ajv, stated, GUARDRAILS), stated));
  const groups = count(model.securityGroups.size, "security group");
  progress.say(`deciding ${groups} and ${count(model.rules.length, "rule")}`);
  const network = new CheckedNetwork(model, computeReachability(model));
  const written = commentAcknowledgements([...files, ...source], model.resources.values(), GUARDRAILS);
  const acknowledgements = [...embedded.acknowledgements, ...valueOrThrow(written)];
  return { files, source, network, statements: { ...embedded, acknowledgements }, warnings: [] };
}

/** Whether the file is the configuration of one of the plans: of the stacks of a folder, not every one needs to be planned. */
function isRead({ path }: InputFile, { resources }: NetworkModel): boolean {
  return [...resources.values()].some(({ where }) => where.startsWith(`${path}#`));
}

/**
 * The statements of files, beside those of the code.
 * @throws CordonError with everything that is wrong with them
 */
export async function withFiles(
  own: Statements,
  { ajv }: Session,
  files: { readonly expect?: string; readonly acknowledge?: string },
): Promise<Statements> {
  const expectations = [...own.expectations];
  const acknowledgements = [...own.acknowledgements];
  if (files.expect !== undefined) {
    const json = valueOrThrow(readWrittenFile(files.expect));
    append(expectations, valueOrThrow(parseExpectations(ajv, json, files.expect)));
  }
  if (files.acknowledge !== undefined) {
    const json = valueOrThrow(readWrittenFile(files.acknowledge));
    append(acknowledgements, valueOrThrow(parseAcknowledgements(ajv, json, files.acknowledge, GUARDRAILS)));
  }
  return { expectations, acknowledgements };
}
