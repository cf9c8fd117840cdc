import type { TerraformStack } from "cdktf";
import * as api from "../../../constructs/index.js";
import type { EntryPoint } from "../../harness/wrong-values.js";
import { POLICY_FILE } from "../policy/engine-stack.js";
import { VPC } from "../synthesized.js";

/** A function of the public API with all of its options, or why it needs none. */
export type Entry = EntryPoint<TerraformStack> | string;

export const TAGS = { team: "shop" };
export const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
export const SECURITY_GROUP_ID = "sg-0123456789abcdef0";
export const NOTHING = "it takes nothing";

/** Constructs the class. */
export function make(One: new (...args: never[]) => unknown): (around: unknown, ...args: never[]) => unknown {
  return (_, ...args) => new One(...args);
}

/** The arguments as those of the function, though one of them is wrong. */
export function argsOf<Call extends (...args: never[]) => unknown>(
  args: readonly unknown[],
): Parameters<Call> {
  return args as Parameters<Call>;
}

/** The construct of the id, made where the stack has none yet: what is refused leaves the tree to the next call. */
export function once<One>(stack: TerraformStack, id: string, makeIt: () => One): One {
  return (stack.node.tryFindChild(id) as One | undefined) ?? makeIt();
}

export function shopIn(stack: TerraformStack): api.Segmentation {
  return once(stack, "shop", () => new api.Segmentation(stack, "shop", { vpc: VPC }));
}

export function segmentIn(stack: TerraformStack, name = "app"): api.Segment {
  const shop = shopIn(stack);
  return shop.segments.find(({ segmentName }) => segmentName === name) ?? shop.segment(name);
}

export function keyIn(stack: TerraformStack): api.EncryptionKey {
  return once(stack, "a-key", () => new api.EncryptionKey(stack, "a-key", { description: "a key" }));
}

export function logIn(stack: TerraformStack): api.AccessLog {
  return once(stack, "a-log", () => new api.AccessLog(stack, "a-log"));
}

export function engineIn(stack: TerraformStack): api.PolicyEngine {
  const issuer = { issuer: "https://login.example.com/", audience: ["api"] };
  return once(
    stack,
    "engine",
    () => new api.PolicyEngine(stack, "engine", { policies: POLICY_FILE, issuer }),
  );
}

export function vpcIn(stack: TerraformStack): api.SegmentedVpc {
  const shape = {
    region: "eu-central-1",
    cidr: "10.0.0.0/16",
    zones: ["eu-central-1a"],
    tiers: [{ name: "app" }],
  };
  return once(stack, "vpc", () => new api.SegmentedVpc(stack, "vpc", shape));
}

export function tiersIn(stack: TerraformStack): api.ThreeTier {
  return once(stack, "tiers", () => new api.ThreeTier(stack, "tiers", { vpc: VPC }));
}
