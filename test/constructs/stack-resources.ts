import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, type TerraformStack } from "cdktf";
import { type Attributes, named, type SynthesizedStack, stackIn, synthesized } from "./synthesized.js";

/** What Terraform reads of a stack named "shop" with what `declare` puts into it. */
export function synthesizeStack(declare: (stack: TerraformStack) => void): SynthesizedStack {
  return synthesizeApp((app) => {
    const stack = stackIn(app, "shop");
    declare(stack);
    return stack;
  });
}

/** What Terraform reads of the stack that is made in an app of its own. */
export function synthesizeApp(make: (app: App) => TerraformStack): SynthesizedStack {
  const outdir = mkdtempSync(join(tmpdir(), "cordon-synth-"));
  try {
    return synthesized(make(new App({ outdir })));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The only resource of the type whose name matches. */
export function the(stack: SynthesizedStack, type: string, name = /./): Attributes {
  const found = named(stack, type).filter(([key]) => name.test(key));
  const [resource] = found;
  if (resource === undefined || found.length > 1) {
    throw new Error(
      `${found.length} resources of ${type} match ${name}: ${found.map(([key]) => key).join(", ")}`,
    );
  }
  return resource[1];
}

/** The statements of an IAM policy, by Sid. */
export function statements(policy: unknown): Record<string, Attributes> {
  const { Statement } = JSON.parse(String(policy)) as { Statement: Attributes[] };
  return Object.fromEntries(Statement.map((statement) => [statement["Sid"], statement]));
}
