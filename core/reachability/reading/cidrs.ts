import { quote } from "../../errors.js";
import type { AddressFamily } from "../../network/address.js";
import { AddressSet } from "../../network/address-set.js";
import { type Cidr, parseCidr } from "../../network/cidr.js";
import { isKnown, listOf, textOf, type Value } from "../../terraform/value.js";
import { GeneratedBlock } from "./generated-blocks.js";
import type { NetworkCollector } from "./network-collector.js";

/** A CIDR block, nothing, or an expression that stays open. */
export type ReadCidr =
  | { readonly kind: "cidr"; readonly cidr: Cidr }
  | { readonly kind: "absent" }
  | { readonly kind: "open"; readonly expression: string };

/** The CIDR block of one attribute. A malformed one, or one of the other family, is a problem and reads as absent. */
export function readCidr(
  value: Value | undefined,
  family: AddressFamily | "either",
  where: string,
  collector: NetworkCollector,
): ReadCidr {
  if (value === undefined || value === null || value === "") return { kind: "absent" };
  if (value instanceof GeneratedBlock && family !== "ipv4") return { kind: "cidr", cidr: value.cidr };
  if (!isKnown(value)) return { kind: "open", expression: String(value) };
  const parsed = parseCidr(textOf(value) ?? "");
  if (!parsed.ok) {
    for (const problem of parsed.problems) collector.problem({ ...problem, got: quote(value) }, where);
    return { kind: "absent" };
  }
  if (family !== "either" && parsed.value.family !== family) {
    collector.problem(
      {
        code: "CORDON_RULE_INVALID",
        summary: "the CIDR block is of the other IP version",
        got: quote(value),
        allowed: family === "ipv4" ? "an IPv4 block" : "an IPv6 block",
        fix: "use the attribute of that IP version",
      },
      where,
    );
    return { kind: "absent" };
  }
  return { kind: "cidr", cidr: parsed.value };
}

/** Addresses that a list of CIDR blocks or plain addresses states; null where one of them is not known. */
export function readAddresses(values: readonly Value[]): AddressSet | null {
  const cidrs: Cidr[] = [];
  for (const value of values.flatMap(listOf)) {
    if (value === null || value === "") continue;
    const text = isKnown(value) ? textOf(value) : undefined;
    if (text === undefined) return null;
    const parsed = parseCidr(text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`);
    if (!parsed.ok) return null;
    cidrs.push(parsed.value);
  }
  return AddressSet.fromCidrs(cidrs);
}
