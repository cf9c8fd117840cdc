import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { member } from "../../../core/json/values.js";

/**
 * What Terraform showed of the reference stacks, all of one app, before and after their first apply.
 * `CORDON_WRITE_STACKS=1 npm run test:deployment -- reference-app` writes them anew.
 */
export const OWN_STACKS_FOLDER = fileURLToPath(new URL("documents/own-stacks", import.meta.url));

/** The reference stacks, each after those that it reads. */
export const OWN_STACKS = ["network", "access", "api", "identity"] as const;

/** A reference stack. */
export type OwnStack = (typeof OWN_STACKS)[number];

/**
 * A kind of document of a stack: its first plan, what was synthesized, its state, and the plan after that, which is stored
 * without the configuration that it shares with the first.
 */
export type OwnDocument = "plan" | "source" | "state" | "refreshed";

/** The path of a document of a stack. */
export function ownStackPath(stack: OwnStack, kind: OwnDocument): string {
  return join(OWN_STACKS_FOLDER, `${stack}.${kind}.json`);
}

/** A stored document. @throws Error where it was not written yet */
export function ownDocument(stack: OwnStack, kind: OwnDocument): unknown {
  const path = ownStackPath(stack, kind);
  if (!existsSync(path)) throw new Error(`${path} is missing; write it as its module says`);
  const json: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (kind !== "refreshed") return json;
  return { ...(json as object), configuration: member(ownDocument(stack, "plan"), "configuration") };
}

/** The stored documents of every stack, by its name. */
export function ownStacks(kind: OwnDocument): Record<OwnStack, unknown> {
  return Object.fromEntries(OWN_STACKS.map((stack) => [stack, ownDocument(stack, kind)])) as Record<
    OwnStack,
    unknown
  >;
}
