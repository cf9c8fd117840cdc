import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import CliTable from "cli-table3";

/** One line of a benchmark's table: column to value. */
export type BenchmarkRow = Readonly<Record<string, string | number>>;

const [name = "", ...flags] = process.argv.slice(2);
const file = new URL(`./${name}.ts`, import.meta.url);
if (!/^[a-z-]+$/.test(name) || name === "run" || !existsSync(fileURLToPath(file))) {
  process.stderr.write(
    "Usage: npm run bench -- <name> [--smoke]\nEach bench/<name>.ts with a run function is one.\n",
  );
  process.exit(2);
}
const { run } = (await import(file.href)) as {
  run(options: { readonly smoke: boolean }): BenchmarkRow[] | Promise<BenchmarkRow[]>;
};
const rows = await run({ smoke: flags.includes("--smoke") });
const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
const table = new CliTable({ head: columns, style: { head: [], border: [] } });
for (const row of rows) table.push(columns.map((column) => row[column] ?? ""));
process.stdout.write(`${table}\n`);
mkdirSync(".bench", { recursive: true });
writeFileSync(
  `.bench/${name}.json`,
  `${JSON.stringify({ benchmark: name, node: process.version, rows }, null, 2)}\n`,
);
