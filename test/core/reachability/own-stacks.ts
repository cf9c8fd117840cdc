import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What Terraform showed of the reference stacks, all of one app, before their first apply; of the network also after it.
 * `CORDON_WRITE_STACKS=1 npm run test:deployment -- reference-app` writes them anew.
 */
export const OWN_STACKS_FOLDER = fileURLToPath(new URL("documents/own-stacks", import.meta.url));

/** The reference stacks, each after those that it reads. */
export const OWN_STACKS = ["network", "access", "api", "identity"] as const;

/** A reference stack. */
export type OwnStack = (typeof OWN_STACKS)[number];

/** What is kept of every stack: its first plan, and what was synthesized. */
export const PLANNED_DOCUMENTS = ["plan", "source"] as const;

/** What is kept of the network beside: its state, and the plan after that. Other states are checked where they are deployed. */
export const APPLIED_DOCUMENTS = ["state", "refreshed"] as const;

/** A kind of document of a stack. */
export type OwnDocument = (typeof PLANNED_DOCUMENTS)[number] | (typeof APPLIED_DOCUMENTS)[number];

/** The path of a document of a stack. */
export function ownStackPath(stack: OwnStack, kind: OwnDocument): string {
  return join(OWN_STACKS_FOLDER, `${stack}.${kind}.json`);
}

/** A stored document. @throws Error where it was not written yet */
export function ownDocument(stack: OwnStack, kind: OwnDocument): unknown {
  const path = ownStackPath(stack, kind);
  if (!existsSync(path)) throw new Error(`${path} is missing; write it as its module says`);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The stored documents of every stack, by its name. */
export function ownStacks(kind: (typeof PLANNED_DOCUMENTS)[number]): Record<OwnStack, unknown> {
  return Object.fromEntries(OWN_STACKS.map((stack) => [stack, ownDocument(stack, kind)])) as Record<
    OwnStack,
    unknown
  >;
}
