import { embeddedStatements } from "../../core/check/embedded-statements.js";
import { parseExpectations } from "../../core/check/expectation.js";
import type { Statements } from "../../core/check/report.js";
import { valueOrThrow } from "../../core/errors.js";
import { parseAcknowledgements } from "../../core/guardrails/acknowledgement.js";
import { GUARDRAILS } from "../../core/guardrails/guardrails.js";
import { append } from "../../core/json/append.js";
import { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { computeReachability } from "../../core/reachability/compute-reachability.js";
import { type ReadingOptions, readDocument } from "../../core/reachability/read-document.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import { readInputs } from "../input/read-input.js";
import { readWrittenFile } from "../input/read-json-file.js";
import type { Session } from "./session.js";

/** A network as it was read, with what its own code states about it. */
export interface LoadedNetwork {
  readonly files: readonly InputFile[];
  readonly network: CheckedNetwork;
  readonly statements: Statements;
}

/**
 * Reads and decides the network at one path, or at several that are one input.
 * @throws CordonError with everything that is wrong with the input
 */
export async function loadNetwork(paths: readonly string[], session: Session): Promise<LoadedNetwork> {
  session.progress.say(`reading ${paths.join(", ")}`);
  return networkOf(valueOrThrow(readInputs(paths)), session);
}

/**
 * Decides the network of files that were read.
 * @throws CordonError with everything that is wrong with them
 */
export function networkOf(
  files: readonly InputFile[],
  { ajv, progress }: Session,
  options: ReadingOptions = {},
): LoadedNetwork {
  const statements = valueOrThrow(embeddedStatements(ajv, files, GUARDRAILS));
  const model = valueOrThrow(readDocument(files, options));
  progress.say(`deciding ${model.securityGroups.size} security groups and ${model.rules.length} rules`);
  return { files, network: new CheckedNetwork(model, computeReachability(model)), statements };
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
