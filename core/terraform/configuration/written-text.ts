import type { Step } from "../expression/scope.js";
import { isBlock, isList } from "../value.js";

/** A reference that stands for itself and not for its value, which JSON writes with or without "${" and "}". */
export function bareReference(text: string | undefined): string | undefined {
  return text?.trim().replace(/^\$\{\s*(.*?)\s*\}$/u, "$1");
}

/** A step of a traversal as text, for messages. */
export function stepText(step: Step | undefined): string {
  if (step === undefined) return "";
  if (step.kind === "attribute") return step.name;
  return isList(step.key) || isBlock(step.key) ? "[...]" : String(step.key);
}

/** Text, numbers and the like that hold no expression. */
export function isPlain(json: unknown): json is string | number | boolean | null {
  if (typeof json === "string") return !hasExpression(json);
  return typeof json === "number" || typeof json === "boolean" || json === null;
}

/** Whether the text may be more than it says. */
export function hasExpression(text: string): boolean {
  return text.includes("${") || text.includes("%{");
}
