import { value } from "../../core/options/kinds.js";
import { optional } from "../../core/options/option-kind.js";

/** An option that the code behind it refuses in words of its own, present or not. */
export const CHECKED_ELSEWHERE = optional(value("a value", () => true));
