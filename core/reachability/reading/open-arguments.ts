import type { Resource } from "../../terraform/resource.js";
import { isKnown, textOf, Unresolved, type Value } from "../../terraform/value.js";
import type { OpenArgument } from "../model.js";
import { atPath } from "./attribute-path.js";
import { flag } from "./flag.js";

/** The arguments of a resource, by their dotted paths, that the input does not determine. */
export function openArguments(resource: Resource, paths: readonly string[]): OpenArgument[] {
  return paths.flatMap((path) => {
    const { values, incomplete } = atPath(resource.values, path);
    const open = values.find((value) => !isKnown(value));
    return open === undefined && !incomplete ? [] : [openArgument(resource.id, path, open)];
  });
}

/** The same for arguments that are true or false: what is neither decides nothing either. */
export function openFlags(resource: Resource, paths: readonly string[]): OpenArgument[] {
  return paths.flatMap((path) => {
    const { values, incomplete } = atPath(resource.values, path);
    const open = values.find((value) => flag(value, "no") === "unknown");
    return open === undefined && !incomplete ? [] : [openArgument(resource.id, path, open)];
  });
}

/** One argument that the input does not determine. @param value what stands there instead, if anything does */
export function openArgument(resource: string, argument: string, value?: Value): OpenArgument {
  const expression = value instanceof Unresolved ? value.expression : textOf(value);
  return { resource, argument, ...(expression === undefined ? {} : { expression }) };
}
