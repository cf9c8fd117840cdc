import { simulateWorld } from "../../core/detection/world/simulate.js";

/** A week of thirty people with every attack once: five days of history, two that are scored. */
export const WORLD = simulateWorld({
  kind: "nominal",
  seed: 16,
  // A Thursday, so that both scored days are days of work.
  from: "2026-01-01",
  users: 30,
  trainDays: 5,
  testDays: 2,
  attacksPerScenario: 1,
});

/** The same log in two kinds of files, each in a schema and a folder of its name. */
export const LAKES = [
  { name: "as the lake path writes it", schema: "world", timestamps: "INT64" },
  { name: "with the INT96 timestamps of Firehose", schema: "firehose", timestamps: "INT96" },
] as const;
