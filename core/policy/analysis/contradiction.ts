import { parseInstant } from "../../time/instant.js";
import type { AccessPolicy, AttributeSpecification } from "../language/policy.js";
import { onlyValues, satisfies } from "./attribute-implication.js";
import { safeAddresses } from "./implication.js";

/** Why no request can ever make all conditions of the policy true, or undefined where one may. */
export function contradictionIn({ notBefore, expiresAt, when = {} }: AccessPolicy): string | undefined {
  if (
    notBefore !== undefined &&
    expiresAt !== undefined &&
    parseInstant(notBefore) >= parseInstant(expiresAt)
  ) {
    return `it expires at ${expiresAt}, before it becomes valid at ${notBefore}`;
  }
  const { location, network, attributes = [] } = when;
  if (location?.countries?.every((country) => location.notCountries?.includes(country))) {
    return "every country that it allows is excluded";
  }
  if (network !== undefined && safeAddresses(network).isEmpty)
    return "every address that it allows is excluded";
  for (const [index, entry] of attributes.entries()) {
    const other = attributes.slice(index + 1).find((candidate) => excludeEachOther(entry, candidate));
    if (other !== undefined) return `${inWords(entry)} and ${inWords(other)} exclude each other`;
  }
  return undefined;
}

/** Whether no value satisfies both entries. */
function excludeEachOther(one: AttributeSpecification, other: AttributeSpecification): boolean {
  if (one.path !== other.path) return false;
  const values = onlyValues(one) ?? onlyValues(other);
  if (values !== undefined) return !values.some((value) => satisfies(one, value) && satisfies(other, value));
  const [lower, upper] = one.operator.startsWith(">") ? [one, other] : [other, one];
  if (!lower.operator.startsWith(">") || !upper.operator.startsWith("<")) return false;
  if (typeof lower.value !== typeof upper.value) return true;
  if (lower.value === upper.value) return lower.operator.length + upper.operator.length < 4;
  return lower.value > upper.value;
}

function inWords({ path, operator, value }: AttributeSpecification): string {
  return `${path} ${operator} ${JSON.stringify(value)}`;
}
