/** Yes, no, or not determined by the input. */
export type Knowledge = "yes" | "no" | "unknown";

/** All of them hold. */
export function allOf(...knowledge: readonly Knowledge[]): Knowledge {
  return knowledge.includes("no") ? "no" : knowledge.includes("unknown") ? "unknown" : "yes";
}

/** At least one of them holds. */
export function anyOf(...knowledge: readonly Knowledge[]): Knowledge {
  return knowledge.includes("yes") ? "yes" : knowledge.includes("unknown") ? "unknown" : "no";
}

/** The opposite. */
export function not(knowledge: Knowledge): Knowledge {
  return knowledge === "yes" ? "no" : knowledge === "no" ? "yes" : "unknown";
}
