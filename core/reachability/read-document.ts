import { locate, quote, type Result, refuse } from "../errors.js";
import type { NetworkErrorCode } from "../network/error-codes.js";
import { Collector } from "../terraform/collector.js";
import { configuredModule } from "../terraform/configuration/configured-module.js";
import { readConfiguration } from "../terraform/configuration/read-configuration.js";
import { DEEPEST_DOCUMENT, findTooDeep } from "../terraform/document-depth.js";
import { type DocumentKind, documentKind } from "../terraform/document-kind.js";
import { readPlan } from "../terraform/plan/read-plan.js";
import { readState } from "../terraform/plan/read-state.js";
import type { ReachabilityErrorCode } from "./error-codes.js";
import type { NetworkModel, Resource } from "./model.js";
import { readNetwork } from "./reading/read-network.js";

/** One JSON file of the input, parsed. */
export interface InputFile {
  /** The path as messages show it. */
  readonly path: string;
  readonly json: unknown;
  /** The CDKTF stack that it holds. @default - the file is no stack of a cdktf.out folder */
  readonly stack?: string;
  /**
   * The file assigns values to variables (`*.tfvars.json`). Without an object in `json` its values are not known.
   * @default - it is a document
   */
  readonly variables?: true;
}

/**
 * The network that one input describes: the stacks of a cdktf.out folder, the `*.tf.json` files of one folder, or
 * one plan or state.
 *
 * What the input leaves open is in the model's `unknown`. Problems, each with file and JSON pointer:
 * CORDON_DOCUMENT_NOT_TERRAFORM, CORDON_DOCUMENT_WITHOUT_AWS, CORDON_DOCUMENT_TOO_DEEP,
 * CORDON_DOCUMENT_MALFORMED, CORDON_REFERENCE_CYCLE, CORDON_RULE_INVALID, CORDON_CIDR_MALFORMED,
 * CORDON_CIDR_HOST_BITS, CORDON_PROTOCOL_UNKNOWN, CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_RANGE_REVERSED.
 */
export function readDocument(
  files: readonly InputFile[],
): Result<NetworkModel, ReachabilityErrorCode | NetworkErrorCode> {
  const kinds = new Set<DocumentKind>();
  for (const { path, json, variables } of files) {
    const deep = findTooDeep(json);
    if (deep !== undefined) return refuse(tooDeep(`${path}#${deep}`));
    if (variables === true) continue;
    const kind = documentKind(json);
    if (typeof kind === "object") return refuse(locate(kind, path));
    kinds.add(kind);
  }
  const [kind, other] = kinds;
  const first = files.find(({ variables }) => variables !== true);
  if (kind === undefined || first === undefined) return refuse(emptyInput());
  if (other !== undefined || (kind !== "configuration" && files.length > 1)) return refuse(mixedInput(files));
  const collector = new Collector();
  const resources = readResources(kind, files, first, collector);
  if (collector.problems.length === 0 && !resources.some(({ type }) => type.startsWith("aws_")))
    return refuse(locate(withoutAws(resources), first.path));
  const model = readNetwork(kind, resources, collector);
  return collector.problems.length > 0 ? refuse(...collector.problems) : { ok: true, value: model };
}

function readResources(
  kind: DocumentKind,
  files: readonly InputFile[],
  first: InputFile,
  collector: Collector,
): readonly Resource[] {
  switch (kind) {
    case "configuration":
      return readConfiguration(modulesOf(files), collector);
    case "plan":
      return readPlan(first, collector);
    case "state":
      return readState(first);
    default:
      return kind satisfies never;
  }
}

/** Stacks are modules of their own; files without a stack make one module together. */
function modulesOf(files: readonly InputFile[]) {
  const loose = files.filter((file) => file.stack === undefined);
  const stacks = files.flatMap((file) =>
    file.stack === undefined ? [] : [configuredModule(file.stack, true, [file])],
  );
  const first = loose.find(({ variables }) => variables !== true);
  return first === undefined ? stacks : [...stacks, configuredModule(first.path, false, loose)];
}

function tooDeep(where: string) {
  return {
    code: "CORDON_DOCUMENT_TOO_DEEP",
    summary: "the document is nested too deeply",
    got: `more than ${DEEPEST_DOCUMENT} levels`,
    allowed: `at most ${DEEPEST_DOCUMENT} levels`,
    fix: "check a document that Terraform or CDKTF wrote",
    where,
  } as const;
}

function emptyInput() {
  return {
    code: "CORDON_DOCUMENT_NOT_TERRAFORM",
    summary: "the input holds no document",
    got: "no file",
    allowed: "at least one stack or *.tf.json file",
    fix: "run cdktf synth first",
  } as const;
}

function mixedInput(files: readonly InputFile[]) {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "the files are of different kinds",
    got: quote(files.map((file) => file.path)),
    allowed: "configuration files of one project, or one plan, or one state",
    fix: "check one of them at a time",
    where: files[0]?.path ?? "",
  } as const;
}

function withoutAws(resources: readonly Resource[]) {
  const providers = [...new Set(resources.map(({ type }) => type.split("_", 1)[0] ?? ""))].sort();
  return {
    code: "CORDON_DOCUMENT_WITHOUT_AWS",
    summary: "the document declares no AWS resource, so there is nothing to prove",
    got: providers.length === 0 ? "no resource at all" : `resources of ${providers.slice(0, 5).join(", ")}`,
    allowed: "a document with aws_ resources",
    fix: "check the document of the project that creates the network",
  } as const;
}
