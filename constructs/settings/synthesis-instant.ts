import { value } from "../../core/options/kinds.js";

/** The instant of a synthesis. */
export const SYNTHESIS_INSTANT = value(
  "a Date that is an instant",
  (given) => given instanceof Date && !Number.isNaN(given.getTime()),
);
