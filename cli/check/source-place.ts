import { isAbsolute, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { readText } from "../../adapters/files/read-text.js";
import type { SourcePlace } from "../../core/check/sarif.js";
import { valueOrThrow } from "../../core/errors.js";
import type { CheckedNetwork } from "../../core/reachability/checked-network.js";
import { writtenPlace } from "../../core/terraform/configuration/written-place.js";
import type { InputFile } from "../../core/terraform/input-file.js";
import type { Resource } from "../../core/terraform/resource.js";
import { INPUT_FILE_CODES } from "../input/read-json-file.js";
import { TextIndex } from "./text-index.js";

/** The file and line of a resource or rule; undefined where the input does not hold them. */
export type PlaceOf = (id?: string) => SourcePlace | undefined;

/** Finds the file and line in which a resource, or the resource of a rule, is written; else the first file. */
export function sourcePlaces(
  network: CheckedNetwork,
  files: readonly InputFile[],
): (id?: string) => SourcePlace {
  const find = knownPlaces(network, files);
  return (id) => find(id) ?? { uri: uriOf(files[0]?.path ?? ""), line: 1 };
}

/** Finds the file and line in which a resource, or the resource of a rule, is written. */
function knownPlaces(network: CheckedNetwork, files: readonly InputFile[]): PlaceOf {
  const indexes = new Map<string, TextIndex>();
  const indexOf = (path: string): TextIndex => {
    const known = indexes.get(path) ?? new TextIndex(valueOrThrow(readText(path, INPUT_FILE_CODES)));
    indexes.set(path, known);
    return known;
  };
  return (id) => {
    const resource =
      id === undefined ? undefined : network.model.resources.get(network.rules.get(id)?.resource ?? id);
    const written = resource && writtenPlace(resource.where, files);
    if (written?.line !== undefined) return { uri: uriOf(written.file.path), line: written.line };
    const file = resource === undefined ? undefined : files.find((candidate) => holds(candidate, resource));
    if (resource === undefined || file === undefined) return undefined;
    return { uri: uriOf(file.path), line: indexOf(file.path).lineOf(resource) };
  };
}

/** The places that tell a person something: the first line of the only file is where everything stands. */
export function tellingPlaces(network: CheckedNetwork, files: readonly InputFile[]): PlaceOf {
  const find = knownPlaces(network, files);
  return (id) => {
    const place = find(id);
    return place?.line === 1 && files.length === 1 ? undefined : place;
  };
}

function holds({ json, stack, path }: InputFile, resource: Resource): boolean {
  if (stack !== undefined && resource.document !== stack) return false;
  const declared = (json as { resource?: Record<string, Record<string, unknown>> } | null)?.resource;
  if (
    typeof declared === "object" &&
    declared !== null &&
    declared[resource.type]?.[resource.name] !== undefined
  )
    return true;
  return resource.document === path && declared === undefined;
}

function uriOf(path: string): string {
  const fromHere = relative(process.cwd(), path);
  if (fromHere.startsWith("..") || isAbsolute(fromHere)) return pathToFileURL(path).href;
  return fromHere.split(sep).map(encodeURIComponent).join("/");
}
