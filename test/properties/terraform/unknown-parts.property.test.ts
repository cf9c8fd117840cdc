import fc from "fast-check";
import { expect, it } from "vitest";
import { evaluate } from "../../../core/terraform/expression/evaluate.js";
import { parseTemplate } from "../../../core/terraform/expression/parse-template.js";
import type { Scope } from "../../../core/terraform/expression/scope.js";
import { isWhollyKnown } from "../../../core/terraform/expression/sets.js";
import { isLoose } from "../../../core/terraform/expression/traits.js";
import { Failure, isBlock, isList, Unresolved, type Value } from "../../../core/terraform/value.js";
import { runs } from "../../harness/property-runs.js";

/** What the variables may be: t0 and t1 texts, l0 and l1 lists, m0 and m1 objects, b0 a condition. */
const CHOICES: Readonly<Record<string, readonly Value[]>> = {
  t: ["", "a", "b", "ab", null],
  l: [[], ["a"], ["b", "a"], ["", "b"], ["a", "a", "b"], null],
  m: [
    new Map(),
    new Map([["a", "x"]]),
    new Map([
      ["b", "y"],
      ["a", "b"],
    ]),
  ],
  b: [true, false],
};

const values = fc.record(
  Object.fromEntries(
    ["t0", "t1", "l0", "l1", "m0", "m1", "b0"].map((name) => [
      name,
      fc.constantFrom(...(CHOICES[name.charAt(0)] ?? [])),
    ]),
  ) as Record<string, fc.Arbitrary<Value>>,
);

const expressions = fc.letrec<Record<"text" | "list" | "map" | "truth", string>>((tie) => {
  const [text, list, map, truth] = [tie("text"), tie("list"), tie("map"), tie("truth")];
  const call = (name: string, ...parts: fc.Arbitrary<string>[]) =>
    fc.tuple(...parts).map((written) => `${name}(${written.join(", ")})`);
  const form = (parts: fc.Arbitrary<string>[], write: (...written: string[]) => string) =>
    fc.tuple(...parts).map((written) => write(...written));
  // A list whose other elements may fail is one that we do not follow inside try.
  const fallible = fc.constantFrom(
    ...["var.l0[0]", "var.m0.a", "compact(var.l0)[1]", "[for x in var.l0 : x][0]", "element(var.l0, 1)"],
    ...['flatten([var.l0, "b"])[1]', 'lookup(var.m0, "a")', 'distinct(concat(var.l0, ["a"]))[1]'],
    ...["coalesce(var.t0, var.t1)", "one(var.l1)", "slice(var.l0, 0, 2)[1]", "tolist(toset(var.l1))[0]"],
  );
  const place = fc.constantFrom("0", "1", "2");
  const depth = { depthSize: "small", maxDepth: 5, withCrossShrink: true } as const;
  return {
    text: fc.oneof(
      depth,
      fc.constantFrom('"a"', '"b"', '""', "var.t0", "var.t1", "null"),
      form([list, place], (of, at) => `${of}[${at}]`),
      form([fallible, text], (tried, other) => `try(${tried}, ${other})`),
      form([map, text], (of, key) => `${of}[${key}]`),
      form([truth, text, text], (is, one, other) => `(${is} ? ${one} : ${other})`),
      call("coalesce", text, text),
      call("lower", text),
      call("trimprefix", text, text),
      call("lookup", map, text, text),
      call("element", list, place),
      call("one", list),
      form([list], (of) => `join(",", ${of})`),
      form([text, text], (one, other) => `"\${${one}}-\${${other}}"`),
      form([text, text], (one, other) => `format("%s.%s", ${one}, ${other})`),
    ),
    list: fc.oneof(
      depth,
      fc.constantFrom("[]", '["a"]', '["b", "a", ""]', "var.l0", "var.l1"),
      form([text, text], (one, other) => `[${one}, ${other}]`),
      form([list, text], (of, other) => `flatten([${of}, ${other}])`),
      form([truth, list, list], (is, one, other) => `(${is} ? ${one} : ${other})`),
      form([fallible, list], (tried, other) => `try([${tried}], ${other})`),
      form([list, truth], (of, is) => `[for x in ${of} : x if ${is}]`),
      form([list, text], (of, made) => `[for x in ${of} : ${made}]`),
      form([list], (of) => `[for i, x in ${of} : "\${i}\${x}"]`),
      form([list], (of) => `[for x in ${of} : x if x != "a"]`),
      form([map], (of) => `[for k, v in ${of} : v]`),
      form([list], (of) => `${of}[*]`),
      form([text], (of) => `${of}[*]`),
      form([list], (of) => `slice(${of}, 0, 1)`),
      ...["compact", "distinct", "reverse", "sort", "toset", "tolist"].map((name) => call(name, list)),
      ...["concat", "setunion", "setsubtract", "setintersection", "coalescelist"].map((name) =>
        call(name, list, list),
      ),
      call("keys", map),
      call("values", map),
      form([list], (of) => `formatlist("%s/32", ${of})`),
    ),
    map: fc.oneof(
      depth,
      fc.constantFrom("{}", '{ a = "x", b = "" }', "var.m0", "var.m1"),
      form([text, text], (one, other) => `{ b = ${one}, a = ${other} }`),
      form([truth, map, map], (is, one, other) => `(${is} ? ${one} : ${other})`),
      call("merge", map, map),
      call("zipmap", list, list),
      form([list], (of) => `{ for x in ${of} : x => x... }`),
      form([list], (of) => `{ for i, x in ${of} : x => i }`),
    ),
    truth: fc.oneof(
      depth,
      fc.constantFrom("true", "false", "var.b0"),
      form([text, text], (one, other) => `${one} == ${other}`),
      form([text], (one) => `${one} != null`),
      form([list, place], (of, size) => `length(${of}) > ${size}`),
      form([map, place], (of, size) => `length(${of}) == ${size}`),
      call("contains", list, text),
      call("can", fallible),
      call("startswith", text, text),
      form([truth], (is) => `!${is}`),
      form([truth, truth], (is, other) => `(${is} && ${other})`),
      form([truth, truth], (is, other) => `(${is} || ${other})`),
    ),
  };
});

function resultOf(expression: string, names: ReadonlyMap<string, Value>): Value {
  const scope: Scope = {
    resolve: (_, steps) => {
      const name = steps[0]?.kind === "attribute" ? steps[0].name : "";
      const known = names.get(name);
      return { value: known === undefined ? new Unresolved(`var.${name}`, "not known") : known, used: 1 };
    },
    repeats: () => false,
    attribute: (resource) => resource,
    spend: () => true,
  };
  const template = parseTemplate(`\${${expression}}`);
  // Only what nests too deeply is not read.
  if (template === undefined) throw new fc.PreconditionFailure();
  return evaluate(template, scope, new Map());
}

/** Whether what is known of a value allows another one that it turns out to be. */
function allows(known: Value, actual: Value): boolean {
  // What Terraform refuses never comes to be.
  if (!isWhollyKnown(actual)) return true;
  if (known instanceof Failure) return false;
  if (known instanceof Unresolved) {
    if (known.isFilledText && (actual === "" || actual === null)) return false;
    return known.candidates.length === 0 || known.candidates.some((one) => allows(one, actual));
  }
  if (isList(known)) {
    if (!isList(actual)) return false;
    if (!isLoose(known))
      return known.length === actual.length && known.every((one, at) => allows(one, actual[at] ?? null));
    // What is certain to be in it is in it, and nothing is in it that is not allowed.
    return (
      known.every((one) => !isWhollyKnown(one) || actual.some((other) => allows(one, other))) &&
      actual.every((other) => known.some((one) => allows(one, other)))
    );
  }
  if (isBlock(known))
    return (
      isBlock(actual) &&
      known.size === actual.size &&
      [...known].every(([key, one]) => actual.has(key) && allows(one, actual.get(key) ?? null))
    );
  // A number beside what turns out to be text becomes text; wherever a provider takes the one it takes the other.
  return known === actual || (typeof known === "number" && String(known) === actual);
}

it("what is certain beside unknown parts holds whatever these turn out to be", () => {
  fc.assert(
    fc.property(
      fc.oneof(expressions.text, expressions.list, expressions.map, expressions.truth),
      values,
      fc.subarray(["t0", "t1", "l0", "l1", "m0", "m1", "b0"], { minLength: 1 }),
      (expression, actual, unknown) => {
        const all = new Map(Object.entries(actual));
        const some = new Map([...all].filter(([name]) => !unknown.includes(name)));
        const [partly, wholly] = [resultOf(expression, some), resultOf(expression, all)];
        expect(allows(partly, wholly), expression).toBe(true);
      },
    ),
    runs(20_000),
  );
});

it("the law sees a certainty that does not hold", () => {
  expect(allows("a", "b")).toBe(false);
  expect(allows("1", 1)).toBe(false);
  expect(allows(["a"], ["a", "b"])).toBe(false);
  expect(allows(new Failure("x", "y"), "a")).toBe(false);
  expect(allows(new Unresolved("x", "y", false, ["a"]), "b")).toBe(false);
  expect(allows(new Unresolved("x", "y"), "b")).toBe(true);
});
