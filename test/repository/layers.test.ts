import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LAYERS, layerOf, wrongImports } from "../../scripts/layers.js";
import { sourceFiles } from "../../scripts/source-files.js";
import { CHECKOUT } from "../harness/checkout.js";

/** For each line of the table a file of its room, and what that must not import. */
const PLANTED: Readonly<Record<string, readonly [file: string, imports: string]>> = {
  "core/errors": ["core/errors.ts", "./json/read-json.js"],
  "core/json": ["core/json/x.ts", "../time/instant.js"],
  "core/time": ["core/time/x.ts", "node:fs"],
  "core/network": ["core/network/x.ts", "cdktf"],
  "core/iam": ["core/iam/x.ts", "../terraform/value.js"],
  "core/terraform": ["core/terraform/plan/x.ts", "../../reachability/model.js"],
  "core/contracts": ["core/contracts/x.ts", "../policy/language/policy.js"],
  "core/options": ["core/options/x.ts", "../guardrails/guardrail.js"],
  "core/reachability": ["core/reachability/deciding/x.ts", "../../guardrails/finding.js"],
  "core/guardrails": ["core/guardrails/rules/x.ts", "../../check/report.js"],
  "core/check": ["core/check/x.ts", "../policy/language/policy.js"],
  "core/policy/language": ["core/policy/language/x.ts", "../request/facts.js"],
  "core/policy/request": ["core/policy/request/x.ts", "../engine/decide.js"],
  "core/policy/engine": ["core/policy/engine/index/x.ts", "../../analysis/diff.js"],
  "core/policy/analysis": ["core/policy/analysis/x.ts", "../scenario/scenario.js"],
  "core/policy/scenario": ["core/policy/scenario/x.ts", "../../reachability/model.js"],
  "core/access": ["core/access/x.ts", "../policy/engine/decide.js"],
  "core/detection": ["core/detection/x.ts", "../access/plan.js"],
  "core/identity": ["core/identity/x.ts", "../detection/mask.js"],
  "core/error-code": ["core/error-code.ts", "../constructs/policy/error-codes.js"],
  "services/intent-do-sweep": ["services/intent-do-sweep/x.ts", "../access-broker/ports.js"],
  "services/*": ["services/policy-engine/x.ts", "../authzen/evaluate.js"],
  "services/authenticator": ["services/authenticator/x.ts", "../../adapters/http/key-set.js"],
  "services/authzen": ["services/authzen/x.ts", "../../adapters/http/key-set.js"],
  "adapters/files": ["adapters/files/x.ts", "../../services/policy-engine/ports.js"],
  "adapters/http": ["adapters/http/x.ts", "@aws-sdk/client-s3"],
  "adapters/aws": ["adapters/aws/registry/x.ts", "../../../lambdas/policy-engine/start.js"],
  "adapters/hcl": ["adapters/hcl/x.ts", "../files/read-text.js"],
  "adapters/*": ["adapters/duckdb/x.ts", "../aws/registry/registry-rows.js"],
  "lambdas/wiring": ["lambdas/wiring/x.ts", "../authzen/start.js"],
  "lambdas/*": ["lambdas/authzen/x.ts", "../policy-engine/start.js"],
  middleware: ["middleware/x.ts", "../lambdas/policy-engine/start.js"],
  constructs: ["constructs/policy/x.ts", "../../services/policy-engine/ports.js"],
  stacks: ["stacks/x.ts", "../cli/cordon.js"],
  cli: ["cli/policy/x.ts", "@cdktf/provider-aws/lib/vpc/index.js"],
  "cli/identity": ["cli/identity/x.ts", "../../constructs/index.js"],
  examples: ["examples/shop/x.ts", "../../constructs/index.js"],
};

/** Every way to write an import. */
const WAYS: readonly ((specifier: string) => string)[] = [
  (specifier) => `import { a } from "${specifier}";`,
  (specifier) => `import a, {\n  type B,\n  c as d,\n} from "${specifier}";`,
  (specifier) => `import * as all from '${specifier}';`,
  (specifier) => `import "${specifier}";`,
  (specifier) => `import type { A } from "${specifier}";`,
  (specifier) => `export { a } from "${specifier}";`,
  (specifier) => `export type { A } from "${specifier}";`,
  (specifier) => `export * from "${specifier}";`,
  (specifier) => `export * as all from "${specifier}";`,
  (specifier) => `const a = await import("${specifier}");`,
  (specifier) => `const a = await import(\n  "${specifier}"\n);`,
  (specifier) => `type A = import("${specifier}").A;`,
  (specifier) => `const a = require("${specifier}");`,
  (specifier) => `import a = require("${specifier}");`,
];

const found = (file: string, text: string) => wrongImports([file], () => text).map(({ imports }) => imports);

describe("who may import whom", () => {
  const files = sourceFiles(CHECKOUT);

  it("holds in the checkout", () => {
    expect(wrongImports(files, (file) => readFileSync(join(CHECKOUT, file), "utf8"))).toEqual([]);
  });

  it("has a line for every source file", () => {
    const free = /^(?:test|bench|scripts)\//u;
    const homeless = files.filter((file) => !free.test(file) && layerOf(file) === undefined);
    expect(homeless).toEqual([]);
  });

  it("is tried with one wrong import a line", () => {
    expect(Object.keys(PLANTED)).toEqual(LAYERS.map(({ room }) => room));
  });

  it.each(Object.entries(PLANTED))(
    "%s: a wrong import is found, however it is written",
    (_, [file, wrong]) => {
      for (const written of WAYS) {
        expect(found(file, `const before = 1;\n${written(wrong)}\n`), written(wrong)).toHaveLength(1);
      }
    },
  );

  it("finds nothing where what is imported is the own room or a line allows it", () => {
    expect(
      found("core/check/x.ts", 'import { a } from "./report.js";\nimport "../guardrails/finding.js";'),
    ).toEqual([]);
    expect(found("services/authzen/x.ts", 'export { a } from "../policy-engine/ports.js";')).toEqual([]);
    expect(found("adapters/duckdb/x.ts", 'import "@duckdb/node-api";\nimport "node:fs";')).toEqual([]);
    expect(found("examples/shop/x.ts", 'import { Peer } from "cordon";\nimport "constructs";')).toEqual([]);
    expect(found("core/time/x.ts", 'import { createHash } from "node:crypto";')).toEqual([]);
  });

  it("takes no longer name for the room, and no text for an import", () => {
    expect(found("core/json/x.ts", 'import "../errors-of-others/a.js";')).toEqual([
      "core/errors-of-others/a.js",
    ]);
    expect(
      found("core/network/x.ts", 'export const PLACE = { at: "cdktf" };\n// import it from "cdktf"\n'),
    ).toEqual([]);
  });
});
