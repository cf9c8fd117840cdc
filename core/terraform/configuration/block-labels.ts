/**
 * The blocks that stand at the top of a file of configuration, with what their labels name.
 *
 * Source: Terraform language, "Configuration Syntax" and the page of each block.
 */
export const BLOCK_LABELS: ReadonlyMap<string, readonly string[]> = new Map([
  ["resource", ["type", "name"]],
  ["data", ["type", "name"]],
  ["ephemeral", ["type", "name"]],
  ["action", ["type", "name"]],
  ["module", ["name"]],
  ["variable", ["name"]],
  ["output", ["name"]],
  ["provider", ["name"]],
  ["check", ["name"]],
  ["locals", []],
  ["terraform", []],
  ["import", []],
  ["moved", []],
  ["removed", []],
]);
