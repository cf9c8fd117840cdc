import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, type TerraformStack as Stack, TerraformStack, Testing } from "cdktf";
import { onTestFinished } from "vitest";
import { Segmentation, type SegmentationProps } from "../../constructs/index.js";

/** The attributes of one resource, in the words of the provider: snake_case. */
export type Attributes = Readonly<Record<string, unknown>>;

/** One synthesized stack: what Terraform reads. */
export interface SynthesizedStack {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly data?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output?: Readonly<Record<string, Attributes>>;
  readonly provider?: Readonly<Record<string, readonly Attributes[]>>;
  readonly terraform?: Attributes;
}

export const VPC_ID = "vpc-0123456789abcdef0";
export const VPC = {
  vpcId: VPC_ID,
  region: "eu-central-1",
  routeTableIds: ["rtb-0123456789abcdef0"],
  endpointSubnetIds: ["subnet-0123456789abcdef0"],
} as const;

/** A stack on its own, whose output folder goes away with the test. */
export function newStack(name = "network"): TerraformStack {
  return stackIn(newApp(), name);
}

/** A stack that `app.synth()` takes: with a provider, and a backend that writes no path of the machine. */
export function stackIn(app: App, name: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AwsProvider(stack, "aws", { region: VPC.region });
  new LocalBackend(stack, { path: `terraform.${name}.tfstate` });
  return stack;
}

/** An app with an output folder of its own, which goes away with the test. */
export function newApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), "cordon-synth-"));
  onTestFinished(() => rmSync(outdir, { recursive: true, force: true }));
  return new App({ outdir });
}

/** A segmentation named "shop" in a stack of its own. */
export function newSegmentation(props: Partial<SegmentationProps> = {}): Segmentation {
  return new Segmentation(newStack(), "shop", { vpc: VPC, ...props });
}

/** The stack as Terraform would read it, without writing any file. */
export function synthesized(stack: Stack): SynthesizedStack {
  return JSON.parse(Testing.synth(stack)) as SynthesizedStack;
}

/** The stack that a construct is in, as Terraform would read it. */
export function synthesizedAround(segmentation: Segmentation): SynthesizedStack {
  return synthesized(TerraformStack.of(segmentation));
}

/** Every file under the app's output folder, relative to it. */
export function filesOf(app: App): string[] {
  return readdirSync(app.outdir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(app.outdir.length + 1))
    .sort();
}

/** Writes the app and reads every stack back, by name. */
export function writtenStacks(app: App): Readonly<Record<string, SynthesizedStack>> {
  app.synth();
  const folder = join(app.outdir, "stacks");
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      JSON.parse(readFileSync(join(folder, name, "cdk.tf.json"), "utf8")) as SynthesizedStack,
    ]),
  );
}

/** The attributes of every resource of one type, in the order of their addresses. */
export function resources(stack: SynthesizedStack, type: string): Attributes[] {
  return named(stack, type).map(([, attributes]) => attributes);
}

/** Name and attributes of every resource of one type, in the order of their addresses. */
export function named(stack: SynthesizedStack, type: string): [name: string, attributes: Attributes][] {
  return Object.entries(stack.resource?.[type] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The only resource of its type. */
export function only(stack: SynthesizedStack, type: string): Attributes {
  const [first, ...rest] = resources(stack, type);
  if (first === undefined || rest.length > 0)
    throw new Error(`${rest.length + (first === undefined ? 0 : 1)} resources of type ${type}, not one`);
  return first;
}

/** The address of every resource, sorted. */
export function addresses(stack: SynthesizedStack): string[] {
  return Object.entries(stack.resource ?? {})
    .flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`))
    .sort();
}
