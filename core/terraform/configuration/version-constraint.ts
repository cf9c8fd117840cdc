/** A version as its numbers and what follows a hyphen. */
interface Version {
  readonly numbers: readonly number[];
  readonly prerelease: string;
}

const VERSION = /^v?(\d+(?:\.\d+)*)(?:-([\w.-]+))?(?:\+[\w.-]+)?$/u;

/**
 * Whether a version satisfies a constraint, all parts of it: "~> 5.1, != 5.3.0".
 *
 * Source: Terraform language, "Version Constraints". A prerelease satisfies nothing but its own version.
 *
 * @returns false also where one of both is not written as Terraform has it
 */
export function satisfies(version: string, constraint: string): boolean {
  const has = parse(version);
  return has !== undefined && constraint.split(",").every((part) => fits(has, part.trim()));
}

function fits(version: Version, part: string): boolean {
  const [, operator = "", text = ""] = /^(=|!=|>=?|<=?|~>)?\s*(\S+)$/u.exec(part) ?? [];
  const bound = parse(text);
  if (bound === undefined) return false;
  const order = compare(version.numbers, bound.numbers);
  const isSame = order === 0 && version.prerelease === bound.prerelease;
  if (operator === "" || operator === "=") return isSame;
  if (operator === "!=") return !isSame;
  if (version.prerelease !== "" || bound.prerelease !== "") return false;
  switch (operator) {
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    default: {
      // "~> 1.2.3": only the last number may grow.
      const fixed = bound.numbers.slice(0, -1);
      return order >= 0 && fixed.every((number, at) => (version.numbers[at] ?? 0) === number);
    }
  }
}

function parse(text: string): Version | undefined {
  const [, numbers, prerelease = ""] = VERSION.exec(text) ?? [];
  return numbers === undefined ? undefined : { numbers: numbers.split(".").map(Number), prerelease };
}

/** Numbers that are left out are 0. */
function compare(one: readonly number[], other: readonly number[]): number {
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
