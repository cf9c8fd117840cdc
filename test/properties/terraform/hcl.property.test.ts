import fc from "fast-check";
import { expect, it } from "vitest";
import { parseHcl } from "../../../adapters/hcl/parse-hcl.js";
import { valueOrThrow } from "../../../core/errors.js";
import { computeReachability } from "../../../core/reachability/compute-reachability.js";
import { readDocument } from "../../../core/reachability/read-document.js";
import type { InputFile } from "../../../core/terraform/input-file.js";
import { worlds } from "../../core/reachability/oracle/world-arbitrary.js";
import { worldDocument } from "../../core/reachability/oracle/world-document.js";
import { runs } from "../../harness/property-runs.js";
import { HclWriter } from "./hcl-text.js";

/** What a network comes to, or what is wrong with it. */
function meaning(files: readonly InputFile[]): unknown {
  const read = readDocument(files);
  if (!read.ok) return read.problems.map(({ code }) => code).sort();
  const { endpoints, edges, halfOpen, redundant, unknown } = computeReachability(read.value);
  // What is not known is named by the expression that writes it, which a conditional or a dynamic block writes otherwise.
  return { endpoints, edges, halfOpen, redundant, unknown: new Set(unknown.map(({ why }) => why)) };
}

/** The members by name, as the parser of HCL hands them over. */
function byName(members: object): Record<string, object> {
  return Object.fromEntries(Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1)));
}

type Resources = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** Whether resources refer to one another in a circle, which Terraform refuses: two groups whose inline rules name each other. */
function hasCircle(resources: Resources): boolean {
  const needs = new Map(
    Object.entries(resources).flatMap(([type, named]) =>
      Object.entries(named).map(([name, body]) => {
        const references = JSON.stringify(body).matchAll(/aws_\w+\.\w+/gu);
        const own = `${type}.${name}`;
        return [own, new Set([...references].map(([to]) => to).filter((to) => to !== own))] as const;
      }),
    ),
  );
  // What needs nothing that is left stands outside every circle.
  for (let before = -1; before !== needs.size; ) {
    before = needs.size;
    for (const [name, others] of needs)
      if (![...others].some((other) => needs.has(other))) needs.delete(name);
  }
  return needs.size > 0;
}

it("the same network as HCL and as JSON gives the same answer", async () => {
  await fc.assert(
    fc.asyncProperty(
      worlds(true),
      fc.array(fc.nat(11), { minLength: 30, maxLength: 60 }),
      async (world, choices) => {
        const types = Object.entries(byName(worldDocument(world).resource));
        const resource = Object.fromEntries(types.map(([type, named]) => [type, byName(named)]));
        const written = new HclWriter(choices).files(resource as never);
        const files: InputFile[] = [];
        for (const [path, text] of Object.entries(written)) {
          const { json, lines } = valueOrThrow(await parseHcl(path, text));
          files.push(path === "terraform.tfvars" ? { path, json, variables: true } : { path, json, lines });
        }
        const hcl = meaning(files);
        // A circle of resources shows where an expression needs all of a resource; plain references pass it by.
        if (Array.isArray(hcl) && hcl.every((code) => code === "CORDON_REFERENCE_CYCLE"))
          expect(hasCircle(resource as Resources)).toBe(true);
        else expect(hcl).toEqual(meaning([{ path: "main.tf.json", json: { resource } }]));
      },
    ),
    runs(60),
  );
});

it("a circle is told from a chain and from what refers to itself", () => {
  const group = (...others: string[]) => ({
    ingress: others.map((other) => `\${aws_security_group.${other}.id}`),
  });
  expect(hasCircle({ aws_security_group: { a: group("b"), b: group("c"), c: group("a") } })).toBe(true);
  expect(hasCircle({ aws_security_group: { a: group("b"), b: group("b") } })).toBe(false);
});
