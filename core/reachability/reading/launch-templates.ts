import type { Resource } from "../../terraform/resource.js";
import {
  isList,
  listOf,
  mayBeNone,
  Reference,
  textOf,
  Unresolved,
  type Value,
} from "../../terraform/value.js";
import { atPath } from "./attribute-path.js";
import type { ResourceIndex } from "./resource-index.js";

/** Types of a single instance, which may take from a launch template what they do not state. */
const INSTANCES = new Set(["aws_instance", "aws_spot_instance_request", "aws_eks_node_group"]);

/** Arguments of an instance, with where a launch template states them. */
const TAKEN: readonly (readonly [argument: string, paths: readonly string[]])[] = [
  ["vpc_security_group_ids", ["vpc_security_group_ids", "network_interfaces.security_groups"]],
  ["subnet_id", ["network_interfaces.subnet_id"]],
  ["associate_public_ip_address", ["network_interfaces.associate_public_ip_address"]],
];

/** Attributes of an interface that the template names in the place of describing one. */
const NAMED_INTERFACE = "network_interfaces.network_interface_id";

/** Attributes of a template that name one of its versions. */
const VERSIONS = new Set(["default_version", "latest_version"]);

/**
 * The instance with what its launch template states and it does not; any other resource as it is.
 *
 * Source: AWS provider, aws_instance, launch_template: "parameters configured on this resource will override the
 * corresponding parameters in the Launch Template".
 */
export function withLaunchTemplate(resource: Resource, index: ResourceIndex): Resource {
  if (!INSTANCES.has(resource.type)) return resource;
  const named = ["id", "name"].map((name) => atPath(resource.values, `launch_template.${name}`));
  const names = named.flatMap((part) => part.values).filter((value) => value !== null && value !== "");
  const [name] = names;
  const incomplete = named.some((part) => part.incomplete);
  if (name === undefined && !incomplete) return resource;
  const template = name === undefined ? undefined : templateOf(name, index);
  const unknown = new Unresolved(
    name === undefined ? "launch_template" : String(name),
    "the launch template is not in the input",
  );
  const values = new Map(resource.values);
  for (const [argument, paths] of TAKEN) {
    const isStated =
      (isWritten(values.get(argument)) && !mayBeNone(values.get(argument))) ||
      (argument === TAKEN[0]?.[0] && isWritten(values.get("security_groups")));
    if (isStated) continue;
    const taken = template === undefined ? unknown : takenFrom(template, paths, resource);
    const own = values.get(argument);
    // What is perhaps left out is perhaps taken.
    if (own instanceof Unresolved && taken !== undefined) values.set(argument, eitherOf(own, listOf(taken)));
    else if (taken !== undefined) values.set(argument, taken);
  }
  return { ...resource, values };
}

function isWritten(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(isList(value) && value.length === 0);
}

/** One of what may stand there; where one of them may be anything, anything. */
function eitherOf(own: Unresolved, taken: readonly Value[]): Unresolved {
  const others = taken.flatMap((value) => (value instanceof Unresolved ? value.candidates : [value]));
  const isOpen = taken.some((value) => value instanceof Unresolved && value.candidates.length === 0);
  const given = own.candidates.filter((candidate) => candidate !== null);
  return new Unresolved(own.expression, own.why, false, isOpen ? [] : [...given, ...others]);
}

function templateOf(name: Value, index: ResourceIndex): Resource | undefined {
  const templates = index.managed("aws_launch_template");
  const identity = index.identify(name);
  return templates.find(
    (template) =>
      template.id === identity?.id ||
      (textOf(name) !== undefined && textOf(template.values.get("name")) === textOf(name)),
  );
}

function takenFrom(template: Resource, paths: readonly string[], instance: Resource): Value | undefined {
  const { values } = template;
  const found = paths.map((path) => atPath(values, path));
  if (found.some((part) => part.incomplete) || !isShownVersion(template, instance))
    return new Unresolved(template.id, "its version is not in the input");
  if (atPath(values, NAMED_INTERFACE).values.some(isWritten))
    return new Unresolved(template.id, "it names an interface");
  const taken = found.flatMap((part) => part.values).filter(isWritten);
  return taken.length > 1 || paths.length > 1 ? taken : taken[0];
}

/** The version that the instance takes is the one that the input shows: the latest. */
function isShownVersion(template: Resource, instance: Resource): boolean {
  const [stated] = atPath(instance.values, "launch_template.version").values;
  if (stated instanceof Unresolved) return false;
  const isOwn = stated instanceof Reference && stated.resource === template.id;
  if (stated instanceof Reference && !(isOwn && VERSIONS.has(stated.attribute))) return false;
  const version = textOf(stated) ?? (isOwn && stated.attribute === "latest_version" ? "$Latest" : "$Default");
  if (version === "$Latest") return true;
  const latest = textOf(template.values.get("latest_version"));
  const taken = version === "$Default" ? textOf(template.values.get("default_version")) : version;
  return latest === undefined ? version === "$Default" || version === "1" : taken === latest;
}
