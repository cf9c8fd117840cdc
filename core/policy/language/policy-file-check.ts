import { accept, quote, type Result } from "../../errors.js";
import { type JsonObject, objectOrEmpty, own } from "../../json/values.js";
import type { PolicyProblem } from "./error-codes.js";
import { POLICY_FORMATS } from "./formats.js";
import type { AccessPolicyFile } from "./policy.js";
import type { SchemaCheck } from "./schema-check.js";

/**
 * Checks a parsed file of access policies: every problem at once, each with its JSON pointer.
 *
 * Problems: every code of `POLICY_ERROR_CODES` but those of files, and those of CIDR blocks.
 *
 * @param source what messages call the file; `where` is `source#pointer`
 * @param violations of the schema of access policies
 */
export function checkPolicyFile(
  value: unknown,
  source: string,
  violations: SchemaCheck,
): Result<AccessPolicyFile, PolicyProblem["code"]> {
  const problems = [
    ...violations(value, source),
    ...emptyWindows(value, source),
    ...noCountries(value, source),
  ];
  return problems.length > 0 ? { ok: false, problems } : accept(value as AccessPolicyFile);
}

/** The entries of `policies` with their pointers, whatever they are. */
export function entriesOf(file: unknown): { readonly entry: JsonObject; readonly pointer: string }[] {
  const policies = own(objectOrEmpty(file), "policies");
  if (!Array.isArray(policies)) return [];
  return policies.map((entry, index) => ({ entry: objectOrEmpty(entry), pointer: `/policies/${index}` }));
}

/** Windows that open and close at the same wall clock: nobody can say whether that is all day or never. */
function emptyWindows(file: unknown, source: string): PolicyProblem[] {
  return entriesOf(file).flatMap(({ entry, pointer }) => {
    const time = objectOrEmpty(own(objectOrEmpty(own(entry, "when")), "time"));
    const from = own(time, "from");
    if (typeof from !== "string" || from !== own(time, "to")) return [];
    return [
      {
        code: "CORDON_POLICY_WINDOW_EMPTY" as const,
        summary: "the window opens and closes at the same wall clock",
        got: quote(`${from} to ${from}`),
        allowed: "two different wall clocks; `to` before `from` closes on the next day",
        fix: "leave out `from` and `to` for the whole day",
        where: `${source}#${pointer}/when/time`,
      },
    ];
  });
}

/** Attribute conditions on the country whose value is not one: they would never match, or always. */
function noCountries(file: unknown, source: string): PolicyProblem[] {
  return entriesOf(file).flatMap(({ entry, pointer }) => {
    const attributes = own(objectOrEmpty(own(entry, "when")), "attributes");
    if (!Array.isArray(attributes)) return [];
    return attributes.flatMap((attribute, index) => {
      const comparison = objectOrEmpty(attribute);
      const value = own(comparison, "value");
      if (own(comparison, "path") !== "context.country") return [];
      const where = `${source}#${pointer}/when/attributes/${index}/value`;
      if (!Array.isArray(value)) return noCountry(value, where);
      return value.flatMap((item, at) => noCountry(item, `${where}/${at}`));
    });
  });
}

function noCountry(value: unknown, where: string): PolicyProblem[] {
  const problem = typeof value === "string" ? POLICY_FORMATS["country"]?.(value) : undefined;
  return problem === undefined ? [] : [{ ...problem, where }];
}
