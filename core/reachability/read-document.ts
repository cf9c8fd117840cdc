import { locate, type Result, refuse, refuseAll } from "../errors.js";
import type { InputFile } from "../terraform/input-file.js";
import { readResources } from "../terraform/read-resources.js";
import type { Resource } from "../terraform/resource.js";
import { withGrantableFlows } from "./grantable-flow.js";
import type { NetworkModel } from "./model.js";
import { EC2_TABLES } from "./reading/ec2-tables.js";
import { NetworkCollector, type ReadErrorCode } from "./reading/network-collector.js";
import { readNetwork } from "./reading/read-network.js";

/** How a document is read beside what it holds. */
export interface ReadingOptions {
  /** What the resources are, after all, once they are read. @default - as they were read */
  readonly revise?: (resources: readonly Resource[]) => readonly Resource[];
  /** What `terraform.workspace` is. @default "default" */
  readonly workspace?: string;
  /** The configuration of the plans, several where there are several. @default - what a plan itself holds of it */
  readonly source?: readonly InputFile[];
  /** A document without any resource is an empty network. @default - it is a problem */
  readonly mayBeEmpty?: boolean;
}

/**
 * The network that one input describes: the stacks of a cdktf.out folder, the `*.tf.json` files of folders, or
 * plans, or states.
 *
 * What the input leaves open is in the model's `unknown`. Problems, each with file and JSON pointer:
 * CORDON_DOCUMENT_NOT_TERRAFORM, CORDON_DOCUMENT_WITHOUT_AWS, CORDON_DOCUMENT_TOO_DEEP,
 * CORDON_DOCUMENT_MALFORMED, CORDON_DOCUMENT_TWICE, CORDON_SOURCE_DIFFERS, CORDON_SOURCE_AMBIGUOUS, CORDON_SOURCE_WITHOUT_PLAN,
 * CORDON_REFERENCE_CYCLE, CORDON_RULE_INVALID, CORDON_CIDR_MALFORMED, CORDON_CIDR_HOST_BITS, CORDON_PROTOCOL_UNKNOWN, CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_RANGE_REVERSED.
 */
export function readDocument(
  files: readonly InputFile[],
  { revise, workspace, source, mayBeEmpty = false }: ReadingOptions = {},
): Result<NetworkModel, ReadErrorCode> {
  const collector = new NetworkCollector();
  const read = readResources(files.map(withGrantableFlows), EC2_TABLES, collector, {
    ...(workspace === undefined ? {} : { workspace }),
    ...(source === undefined ? {} : { source }),
  });
  if (!read.ok) return read;
  const { kind, document, outputs } = read.value;
  const resources = revise === undefined ? read.value.resources : revise(read.value.resources);
  if (mayBeEmpty && resources.length === 0)
    return { ok: true, value: readNetwork(kind, [], collector, outputs) };
  // What is not known, a module that is not installed above all, may declare any resource.
  const isWhole = collector.problems.length === 0 && collector.unknown.length === 0;
  if (isWhole && !resources.some(({ type }) => type.startsWith("aws_")))
    return refuse(locate(withoutAws(resources), document));
  const model = readNetwork(kind, resources, collector, outputs);
  return collector.problems.length > 0 ? refuseAll(collector.problems) : { ok: true, value: model };
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
