import type { JsonObject } from "../json/values.js";
import type { Resource } from "./resource.js";
import type { Value } from "./value.js";

/** What the readers of documents must be told about the resources of a provider: they know none themselves. */
export interface ProviderTables {
  /** Types that the attribute may identify; undefined where it identifies nothing that the caller knows. */
  expectedTypes(attribute: string): readonly string[] | undefined;
  /** Whether the attribute holds a list of identifiers. */
  isPlural(attribute: string): boolean;
  /**
   * Whether a list of the attribute that names a whole block, as a splat does, is taken for all of its instances: it may be a
   * part of them.
   */
  isTakenWhole(attribute: string): boolean;
  /**
   * Whether the text is an id that the provider gave: other text may be a name, a key or a condition.
   * @param attribute one whose kind of id it must be, where the caller knows that kind. @default - any id
   */
  isIdentifier(text: string, attribute?: string): boolean;
  /** Whether every source of the attribute's ids is known, so that the candidates for a local can be listed. */
  hasCandidates(attribute: string): boolean;
  /** Attributes of a type that compute an id of the kind that the attribute holds. */
  computedIdentifiers(type: string, attribute: string): readonly string[];
  /**
   * Whether attributes of the type may hold any id of the kind that the attribute holds: of another stack or the provider.
   * @param path the one attribute of the type that counts; "" for each
   */
  passesAnything(type: string, attribute: string, path: string): boolean;
  /**
   * An attribute of other resources, through which the type computes an id of the kind that the attribute holds; undefined
   * where it computes none.
   * @param path the one attribute of the type that counts; "" for each
   */
  computedThrough(type: string, attribute: string, path: string): string | undefined;
  /** Whether attributes of the type hold whatever its own arguments say, and nothing else. */
  relays(type: string): boolean;
  /** Whether a data source of the type may find ids that nothing else of the input names. */
  mayLookUp(type: string): boolean;
  /** Whether a resource with these values may hold other resources' ids of the kind that the attribute holds. */
  carriesIdentifiers(values: JsonObject, attribute: string): boolean;
  /** Whether the provider never computes a nested block of this name, so that one without expressions is `dynamic`. */
  isAlwaysWritten(block: string): boolean;
  /**
   * Whether a plan shows that an argument is null, so that one that it does not know is surely given. False where the provider
   * fills it in, and where the type is not known.
   * @param path through nested blocks: "block.argument"
   * @param planned the planned values of the resource
   * @param unknown what of them is known only after apply
   */
  showsNull(type: string, path: string, planned: unknown, unknown: unknown): boolean;
  /** Arguments of which a set one makes this argument null, so that "known only after apply" says nothing; else empty. */
  excludedBy(type: string, argument: string): readonly string[];
  /** An attribute that the provider computes from arguments that the document states; undefined for all others. */
  derivedAttribute(
    type: string,
    name: string,
    argument: (name: string) => Value | undefined,
  ): Value | undefined;
  /** Arguments whose values the provider finds, and keeps, where the configuration leaves them out. */
  keptArguments(type: string): readonly string[];
  /** The id of the object behind a resource's values, equal for resources of every type that stand for it. */
  objectId(values: JsonObject): string | undefined;
  /**
   * The argument that names what a resource of the type adopts, and the attribute with the id of what that goes with: the cloud
   * itself makes such an object, so Terraform only forgets it where the resource goes. Undefined for types that make theirs.
   */
  adopts(type: string): { readonly argument: string; readonly owner: string } | undefined;
  /** Members that the provider computes inside a block which the document may write. */
  computedMembers(type: string, block: string): readonly string[];
  /**
   * The resources of a state or plan, without what only mirrors another resource.
   * @param earlier resources of the state before the plan, which may still be mirrored
   */
  withoutMirrors(resources: readonly Resource[], earlier: readonly Resource[]): Resource[];
}
