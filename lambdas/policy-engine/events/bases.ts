import { textAt } from "../../../core/json/value-at.js";
import type { JsonObject } from "../../../core/json/values.js";

/** Whether a request came to the API's own domain name and not to a custom one. */
export function isOwnDomain(context: JsonObject): boolean {
  return textAt(context, "domainName")?.startsWith(`${textAt(context, "apiId")}.execute-api.`) === true;
}

/**
 * What may stand before the router's path: on the API's own domain name nothing or the stage, on another one the base
 * path of a mapping, the stage or both, so anything.
 */
export function basesOf(context: JsonObject): readonly string[] | undefined {
  if (!isOwnDomain(context)) return undefined;
  const stage = textAt(context, "stage");
  return stage === undefined ? [""] : ["", `/${stage}`];
}
