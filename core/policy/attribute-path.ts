import type { RequestFacts } from "./facts.js";
import { isJsonObject, type JsonObject, own } from "./request.js";

const SUBJECT = "subject.";
const CONTEXT = "context.";

/** Whether the path is `subject.<name>` or `context.<path>` with no empty part. */
export function isAttributePath(path: string): boolean {
  return (path.startsWith(SUBJECT) || path.startsWith(CONTEXT)) && !path.split(".").includes("");
}

/**
 * Compiles an attribute path into the function that reads the value there, undefined where there is none.
 *
 * Only own properties of JSON objects count: `constructor`, `__proto__` and the length of a list are no facts. A
 * name of the subject with dots is first looked for as it stands, because OpenID Connect claims may be URLs, and
 * then as a path into an attribute.
 */
export function attributeReader(path: string): (facts: RequestFacts) => unknown {
  if (path.startsWith(CONTEXT)) {
    const names = path.slice(CONTEXT.length).split(".");
    const [only = "", ...more] = names;
    // A fact of the context itself is read in every decision of some guard, so it takes no detour.
    return more.length === 0 ? (facts) => own(facts.context, only) : (facts) => walk(facts.context, names);
  }
  const name = path.slice(SUBJECT.length);
  const names = name.split(".");
  if (names.length === 1) return (facts) => own(facts.subjectAttributes, name);
  return (facts) => {
    const attributes = facts.subjectAttributes;
    return Object.hasOwn(attributes, name) ? attributes[name] : walk(attributes, names);
  };
}

/** The value at the end of a chain of own properties of JSON objects. */
function walk(object: JsonObject, names: readonly string[]): unknown {
  let value = own(object, names[0] as string);
  for (let index = 1; index < names.length; index += 1) {
    if (!isJsonObject(value)) return undefined;
    value = own(value, names[index] as string);
  }
  return value;
}
