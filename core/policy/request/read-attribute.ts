import { isJsonObject, type JsonObject, own } from "../../json/values.js";
import type { AttributePath } from "../language/attribute-path.js";
import type { RequestFacts } from "./facts.js";

/**
 * The value at the path, undefined where there is none.
 *
 * Only own properties of JSON objects count: `constructor`, `__proto__` and the length of a list are not facts. A
 * name of the subject with dots is first looked for as it stands, because OpenID Connect claims may be URLs, and
 * then as a path into an attribute. Facts of the contract are read as properties, as the other conditions do: none of
 * their names is on Object.prototype.
 */
export function readAttribute({ text, root, name, names }: AttributePath, facts: RequestFacts): unknown {
  if (root === "subject") {
    const attributes = facts.subjectAttributes;
    if (names.length === 1) return own(attributes, name);
    return Object.hasOwn(attributes, name) ? attributes[name] : walk(attributes, names);
  }
  switch (text) {
    case "context.time":
      return facts.context.time;
    case "context.sourceIp":
      return facts.context.sourceIp;
    case "context.country":
      return facts.country;
    case "context.risk":
      return facts.risk;
    case "context.justification":
      return facts.justification;
    case "context.device.registered":
      return facts.device.registered;
    case "context.device.posture":
      return facts.device.posture;
    case "context.authentication.assurance":
      return facts.authentication.assurance;
    case "context.authentication.methods":
      return facts.authentication.methods;
    case "context.authentication.at":
      return facts.authentication.at;
    default:
      return walk(facts.context, names);
  }
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
