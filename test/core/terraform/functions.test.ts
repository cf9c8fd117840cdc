import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluate } from "../../../core/terraform/expression/evaluate.js";
import { isEvaluated } from "../../../core/terraform/expression/functions.js";
import { parseTemplate } from "../../../core/terraform/expression/parse-template.js";
import type { Scope } from "../../../core/terraform/expression/scope.js";
import { UNREAD_FUNCTIONS } from "../../../core/terraform/expression/unread-functions.js";
import { isBlock, isList, Unresolved, type Value } from "../../../core/terraform/value.js";

/** What `terraform console` of Terraform 1.11 answers to `jsonencode(…)`. */
interface Answer {
  readonly expression: string;
  readonly value?: unknown;
  /** Terraform refuses it. */
  readonly refused?: true;
  /** It stays open to us. */
  readonly open?: true;
}

const ANSWERS = JSON.parse(
  readFileSync(new URL("terraform-answers.json", import.meta.url), "utf8"),
) as readonly Answer[];

/** What Terraform refuses, and we evaluate to what it would be. */
const LENIENT = ["contains([null], null)", "length([for i in range(2000) : i])", "true || null"];

const SCOPE: Scope = {
  resolve: (root, steps) => ({ value: new Unresolved(root, "names mean nothing here"), used: steps.length }),
  repeats: () => false,
  attribute: (resource) => resource,
  spend: () => true,
};

function resultOf(expression: string): Value {
  const template = parseTemplate(`\${${expression}}`);
  return template === undefined
    ? new Unresolved(expression, "it is not read")
    : evaluate(template, SCOPE, new Map());
}

function plain(value: Value): unknown {
  if (value instanceof Unresolved) return `(open: ${value.why})`;
  if (isList(value)) return value.map(plain);
  return isBlock(value) ? Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)])) : value;
}

function isOpen(value: Value): boolean {
  if (isList(value) || isBlock(value)) return [...value.values()].some(isOpen);
  return value instanceof Unresolved;
}

describe("expressions come to what Terraform says", () => {
  it.each(ANSWERS.filter(({ refused, open }) => !refused && !open))(
    "$expression",
    ({ expression, value }) => {
      expect(plain(resultOf(expression))).toEqual(value);
    },
  );

  it.each(ANSWERS.filter(({ refused, open }) => refused || open))("$expression stays open", (answer) => {
    expect(isOpen(resultOf(answer.expression))).toBe(!LENIENT.includes(answer.expression));
  });
});

/** `terraform metadata functions -json` of Terraform 1.11. */
const TERRAFORM_FUNCTIONS =
  "abs abspath alltrue anytrue base64decode base64encode base64gzip base64sha256 base64sha512 basename bcrypt can ceil chomp chunklist cidrhost cidrnetmask cidrsubnet cidrsubnets coalesce coalescelist compact concat contains csvdecode dirname distinct element endswith ephemeralasnull file filebase64 filebase64sha256 filebase64sha512 fileexists filemd5 fileset filesha1 filesha256 filesha512 flatten floor format formatdate formatlist indent index issensitive join jsondecode jsonencode keys length log lookup lower matchkeys max md5 merge min nonsensitive one parseint pathexpand plantimestamp pow range regex regexall replace reverse rsadecrypt sensitive setintersection setproduct setsubtract setunion sha1 sha256 sha512 signum slice sort split startswith strcontains strrev substr sum templatefile templatestring textdecodebase64 textencodebase64 timeadd timecmp timestamp title tobool tolist tomap tonumber toset tostring transpose trim trimprefix trimspace trimsuffix try upper urlencode uuid uuidv5 values yamldecode yamlencode zipmap".split(
    " ",
  );

describe("the functions of Terraform", () => {
  it("are all evaluated, or UNKNOWN by name with a reason", () => {
    const known = (name: string) => isEvaluated(name) !== UNREAD_FUNCTIONS.has(name);
    expect(TERRAFORM_FUNCTIONS.filter((name) => !known(name))).toEqual([]);
    expect([...UNREAD_FUNCTIONS.keys()].filter((name) => !TERRAFORM_FUNCTIONS.includes(name))).toEqual([]);
    expect(plain(resultOf('file("x")'))).toBe("(open: the function file is not evaluated: it reads a file)");
  });

  it("are all asked of Terraform where they are evaluated", () => {
    const asked = ANSWERS.map(({ expression }) => expression).join(" ");
    const evaluated = TERRAFORM_FUNCTIONS.filter(isEvaluated);
    expect(evaluated.filter((name) => name !== "sensitive" && !asked.includes(`${name}(`))).toEqual([]);
  });

  it("stand in the table of the documents, each in its row", () => {
    const page = readFileSync(new URL("../../../docs/reachability.md", import.meta.url), "utf8");
    const rows = page
      .split("\n")
      .filter((line) => /\| (?:evaluated, as Terraform|UNKNOWN by name: )/u.test(line));
    const listed = (row: string) => [...row.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => name);
    const [evaluated = "", ...others] = rows;
    expect(listed(evaluated)).toEqual(TERRAFORM_FUNCTIONS.filter(isEvaluated));
    const reasons = others.flatMap((row) =>
      listed(row).map((name) => [name, row.replace(/^.*UNKNOWN by name: (.*) \|$/u, "$1")]),
    );
    expect(Object.fromEntries(reasons)).toEqual(Object.fromEntries(UNREAD_FUNCTIONS));
  });
});
