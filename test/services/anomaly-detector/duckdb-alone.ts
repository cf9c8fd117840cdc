import { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import { openSandbox } from "../../../adapters/duckdb/sandbox.js";

/** DuckDB without a log: for statements that bring their records along. */
export async function duckDbAlone(): Promise<DuckDbEngine> {
  return new DuckDbEngine(await openSandbox({ files: [], threads: 1 }, async () => undefined));
}
