import { member } from "../../json/values.js";
import type { Value } from "../value.js";
import type { ModuleStep } from "./plan-configuration.js";
import type { ListedResource } from "./state-modules.js";

/** What a value that is unknown until apply may come from. */
export type Source =
  | {
      readonly kind: "resource";
      readonly resource: ListedResource;
      readonly attribute: string;
      readonly perhaps?: true;
    }
  /** `perhaps`: of a whole module, any output may be meant, or none; a list may be too short for the index. */
  | { readonly kind: "value"; readonly value: Value; readonly perhaps?: true }
  /** A local, of which a plan holds nothing but its name. */
  | {
      readonly kind: "local";
      readonly module: readonly ModuleStep[];
      readonly text: string;
      readonly perhaps?: true;
    }
  | { readonly kind: "open"; readonly text: string; readonly why: string };

/** What an expression holds, as far as its references tell. */
export interface Found {
  readonly sources: readonly Source[];
  /**
   * "all": each of the sources, and nothing else that is not known; "list": the same, or some of a list that is longer than
   * one; "some": at least one of them; "perhaps": some, or none, because another reference may decide, or something that is
   * known may stand in their place.
   */
  readonly extent: "all" | "list" | "some" | "perhaps";
  /** The index of the own instance has chosen it. */
  readonly picked?: true;
  /** It is a local and nothing else. */
  readonly local?: true;
  /** It is written as all instances of a block with `count`, in their order. */
  readonly splat?: true;
}

/** Something of which the plan knows what it is, if it is anything. */
export const NOTHING_UNKNOWN: Found = { sources: [], extent: "perhaps" };

/** The path of an attribute as references to the resource write it: "block[0].id" for "block.0.id". */
export function attributeName(path: string): string {
  return path.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
}

/** The text, number or boolean at a path of a resource's values, where the plan knows it. */
export function plannedAt(values: unknown, path: string): unknown {
  if (path === "") return undefined;
  let at = values;
  for (const step of path.split(".")) at = Array.isArray(at) ? at[Number(step)] : member(at, step);
  return typeof at === "object" ? undefined : at;
}

/** Whether a plan leaves open what the source is: what it knows has decided every condition that asks for it. */
export function isLeftOpen(source: Source): boolean {
  if (source.kind === "value") return false;
  return source.kind !== "resource" || plannedAt(source.resource.values, source.attribute) === undefined;
}

/** What two sources share that are the same. */
export function keyOf(source: Source): string {
  switch (source.kind) {
    case "resource":
      return `${source.resource.address}.${source.attribute}`;
    case "value":
      return String(source.value);
    case "local":
    case "open":
      return source.text;
    default:
      return source satisfies never;
  }
}
