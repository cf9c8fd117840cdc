import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TrinoSQL } from "dt-sql-parser";
import { build } from "esbuild";
import { beforeAll, expect, it } from "vitest";
import { ruleQuery } from "../../../../core/detection/rules/rule-query.js";
import { DETECTION_RULES } from "../../../../core/detection/rules/rules.js";
import { sqlText } from "../../../../core/detection/sql/sql.js";
import { STATEMENT_TEXTS, STATEMENT_VALUES } from "./statement-values.js";

let parser: TrinoSQL;

/** The package's modules leave the ends of file names out, which Node does not take: the one parser is bundled. */
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { TrinoSQL } from "dt-sql-parser/dist/parser/trino";`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const folder = mkdtempSync(join(tmpdir(), "cordon-grammar-"));
  try {
    const file = join(folder, "trino-sql.mjs");
    writeFileSync(file, outputFiles[0]?.contents ?? "");
    const bundled = (await import(pathToFileURL(file).href)) as { TrinoSQL: new () => TrinoSQL };
    parser = new bundled.TrinoSQL();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

const { log, from, until } = STATEMENT_VALUES;
const rules = DETECTION_RULES.map((rule) => {
  const surroundings = {
    egress: ["192.0.2.0/24", "2001:db8::/32"],
    critical: ["admin/*"],
    administration: ["iam:*"],
  };
  return [rule.id, sqlText(ruleQuery(rule, { log, from, until }, surroundings).text)] as const;
});

it.each([...STATEMENT_TEXTS, ...rules])(
  "%s is in Trino's grammar",
  (_, text) => {
    expect(parser.validate(text)).toEqual([]);
  },
  120_000,
);

it.each([
  ["a cast of DuckDB", "SELECT user_id::varchar AS x FROM t"],
  ["a clause of DuckDB", "SELECT x FROM t QUALIFY row_number() OVER (ORDER BY x) = 1"],
  ["a bracket that is open", "SELECT count(* FROM t"],
])("refuses %s", (_, text) => {
  expect(parser.validate(text)).not.toEqual([]);
});
