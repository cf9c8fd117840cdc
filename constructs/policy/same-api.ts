import { App, DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Whether a value refers to the id of that API.
 *
 * Both are read as the API's own stack writes them, so a reference from another stack is recognized too.
 *
 * @param api the construct that the id is an attribute of
 */
export function refersTo(value: string | undefined, api: IConstruct & { readonly id: string }): boolean {
  return value !== undefined && written(value, api) === written(api.id, api);
}

function written(value: string, scope: IConstruct): unknown {
  const resolver = new DefaultTokenResolver(new StringConcat());
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}

/** Everything of one kind that belongs to the API, in any stack of the app. */
export function allOf<T extends IConstruct>(
  api: IConstruct & { readonly id: string },
  kind: new (...args: never[]) => T,
  apiIdOf: (one: T) => string | undefined,
): T[] {
  return App.of(api)
    .node.findAll()
    .filter((one): one is T => one instanceof kind && refersTo(apiIdOf(one), api));
}
