import { Option } from "commander";
import { SEVERITIES, type Severity } from "../core/guardrails/guardrail.js";

/** An option; one with a value names it, as in "--expect <file>". */
export function option(flags: string, description: string, byDefault?: string): Option {
  return new Option(flags, description).default(byDefault);
}

/** An option that the verb cannot do without. */
export function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}

/** An option with a few possible values; the first is that of a command without the option. */
export function choice<Value extends string>(
  flags: string,
  description: string,
  values: readonly [Value, ...Value[]],
): Option {
  return new Option(flags, description).choices(values).default(values[0]);
}

/** `--format`; the first is the default. */
export function format<Format extends string>(
  formats: readonly [Format, ...Format[]],
  description = "how to print",
): Option {
  return choice("--format <format>", description, formats);
}

/** `--now`: what the time decides here. */
export function now(description: string): Option {
  return option("--now <instant>", description);
}

/** `--allow-unknown`: whose gaps it accepts. */
export function allowUnknown(ofWhat: string): Option {
  return option("--allow-unknown", `do not make exit 3 of ${ofWhat}`);
}

/** `--policies` of a verb that decides with them. */
export function policies(): Option {
  return required("--policies <file|dir>", "a file of access policies, or a directory of them");
}

/** `--fail-on` of a verb that lists findings. */
export function failOn(): Option {
  return new Option("--fail-on <severity>", "lowest severity of a finding that makes exit 1")
    .choices(SEVERITIES)
    .default("low" satisfies Severity);
}
