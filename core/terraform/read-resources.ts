import { locate, quote, type Result, refuse } from "../errors.js";
import { member } from "../json/values.js";
import type { DocumentCollector } from "./collector.js";
import { moduleTrees } from "./configuration/module-tree.js";
import { readConfiguration } from "./configuration/read-configuration.js";
import { DEEPEST_DOCUMENT, findTooDeep } from "./document-depth.js";
import { type DocumentKind, documentKind } from "./document-kind.js";
import type { TerraformErrorCode } from "./error-codes.js";
import type { InputFile } from "./input-file.js";
import { distinctAddresses, managedTwice } from "./plan/distinct-addresses.js";
import { checkShape } from "./plan/document-shape.js";
import { type PlanResources, readPlan } from "./plan/read-plan.js";
import { readState } from "./plan/read-state.js";
import { sourcedResources } from "./plan/sourced-resources.js";
import type { ProviderTables } from "./provider-tables.js";
import type { Resource } from "./resource.js";

/** The resources of one input, with every reference resolved that can be. */
export interface DocumentResources {
  readonly kind: DocumentKind;
  readonly resources: readonly Resource[];
  /** The path of the first document. */
  readonly document: string;
  /** The outputs of the root modules, as JSON text: what they name may be used elsewhere. */
  readonly outputs: string;
}

/** How a configuration is read. */
export interface ConfigurationReading {
  /** What `terraform.workspace` is. @default "default" */
  readonly workspace?: string;
  /** The configuration of the plans, several where there are several. @default - what a plan itself holds of it */
  readonly source?: readonly InputFile[];
}

/**
 * The resources that one input describes: the stacks of a cdktf.out folder, the `*.tf.json` files of one folder, or
 * plans, or states. What is wrong inside a document, and what it leaves open, goes to the collector.
 *
 * Problems of the files as a whole, with file and JSON pointer: CORDON_DOCUMENT_NOT_TERRAFORM,
 * CORDON_DOCUMENT_TOO_DEEP, CORDON_DOCUMENT_MALFORMED, CORDON_DOCUMENT_TWICE, CORDON_SOURCE_WITHOUT_PLAN.
 */
export function readResources(
  files: readonly InputFile[],
  tables: ProviderTables,
  collector: DocumentCollector,
  { workspace = "default", source }: ConfigurationReading = {},
): Result<DocumentResources, TerraformErrorCode> {
  const kinds = new Set<DocumentKind>();
  for (const { path, json, variables } of [...files, ...(source ?? [])]) {
    const deep = findTooDeep(json);
    if (deep !== undefined) return refuse(tooDeep(`${path}#${deep}`));
    if (variables === true || source?.some((file) => file.path === path) === true) continue;
    const kind = documentKind(json);
    if (typeof kind === "object") return refuse(locate(kind, path));
    kinds.add(kind);
  }
  const [kind, other] = kinds;
  const first = files.find(({ variables }) => variables !== true);
  if (kind === undefined || first === undefined) return refuse(emptyInput());
  if (other !== undefined) return refuse(mixedInput(files));
  if (source !== undefined && kind !== "plan") return refuse(withoutPlan(first.path));
  const resources = resourcesOf(kind, files, tables, collector, { workspace, source: source ?? [] });
  return { ok: true, value: { kind, resources, document: first.path, outputs: outputsOf(kind, files) } };
}

function outputsOf(kind: DocumentKind, files: readonly InputFile[]): string {
  const roots = files.filter(({ called, variables }) => called === undefined && variables !== true);
  const written = roots.map(({ json }) => {
    if (kind === "configuration") return member(json, "output");
    const root =
      kind === "plan" ? member(member(json, "configuration"), "root_module") : member(json, "values");
    return member(root, "outputs");
  });
  return JSON.stringify(written);
}

function resourcesOf(
  kind: DocumentKind,
  files: readonly InputFile[],
  tables: ProviderTables,
  collector: DocumentCollector,
  { workspace, source }: Required<ConfigurationReading>,
): readonly Resource[] {
  const sourcedFrom = (plan: InputFile) =>
    source.length === 0 ? undefined : sourcedResources(plan, source, tables, collector, workspace);
  switch (kind) {
    case "configuration":
      return readConfiguration(
        moduleTrees(files, (problem, where) => collector.problem(problem, where)),
        tables,
        collector,
        workspace,
      );
    case "plan":
      return together(
        documentsOf(files),
        (file) => {
          checkShape(file, collector);
          return readPlan(file, tables, collector, sourcedFrom(file));
        },
        tables,
        collector,
      );
    case "state":
      return together(
        documentsOf(files),
        (file) => {
          checkShape(file, collector);
          return { resources: readState(file), earlier: [] };
        },
        tables,
        collector,
      );
    default:
      return kind satisfies never;
  }
}

function documentsOf(files: readonly InputFile[]): readonly InputFile[] {
  return files.filter(({ variables }) => variables !== true);
}

/** The resources of all documents, without what in one of them mirrors a resource of another. */
function together(
  files: readonly InputFile[],
  read: (file: InputFile) => PlanResources,
  tables: ProviderTables,
  collector: DocumentCollector,
): Resource[] {
  const documents = files.map(read);
  const [only, other] = documents;
  if (other !== undefined) {
    const problem = managedTwice(files, documents, tables);
    if (problem !== undefined) collector.problem(problem, problem.where ?? "");
  }
  const distinct = only !== undefined && other === undefined ? only.resources : distinctAddresses(documents);
  return tables.withoutMirrors(
    distinct,
    documents.flatMap(({ earlier }) => earlier),
  );
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

function withoutPlan(where: string) {
  return {
    code: "CORDON_SOURCE_WITHOUT_PLAN",
    summary: "only a plan has a configuration that says what it leaves open",
    got: "another input beside --source",
    allowed: "the output of terraform show -json of plans",
    fix: "leave --source out, or check the plan",
    where,
  } as const;
}

function mixedInput(files: readonly InputFile[]) {
  return {
    code: "CORDON_DOCUMENT_MALFORMED",
    summary: "the files are of different kinds",
    got: quote(files.map((file) => file.path)),
    allowed: "configuration, or plans, or states",
    fix: "check those of one kind together",
    where: files[0]?.path ?? "",
  } as const;
}
