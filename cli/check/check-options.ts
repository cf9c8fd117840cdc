import type { Severity } from "../../core/guardrails/guardrail.js";
import type { ConfigurationOptions } from "./configuration-options.js";

/** The options of `cordon check`, as commander gives them. */
export interface CheckOptions extends ConfigurationOptions {
  readonly format: "table" | "json" | "sarif" | "markdown";
  readonly expect?: string;
  readonly acknowledge?: string;
  readonly baseline?: string;
  readonly source?: string;
  readonly failOn: Severity;
  readonly allowUnknown?: boolean;
  readonly foothold?: readonly string[];
  readonly crownJewel?: readonly string[];
  readonly selfTest?: boolean;
  readonly now?: string;
  readonly compact?: boolean;
  readonly details?: boolean;
  readonly max?: string;
  readonly rule?: readonly string[];
  readonly skipRule?: readonly string[];
  readonly largeInterval?: string;
  readonly around?: readonly string[];
  readonly depth?: string;
  readonly certain?: boolean;
  readonly writeAcknowledgements?: string;
  readonly ruleDocument?: string;
}
