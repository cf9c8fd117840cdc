import { expect, it } from "vitest";
import { sql } from "../../../core/detection/sql/sql.js";
import type { Columns, RowOf } from "../../../core/detection/sql/statement.js";
import { allRows, type QueryEngine } from "../../../services/anomaly-detector/query-engine.js";

it("reads all batches of an answer in order, and passes the engine's error on", async () => {
  const engine: QueryEngine = {
    async *run<Of extends Columns>() {
      yield [{ x: 1 }, { x: 2 }] as unknown as RowOf<Of>[];
      yield [{ x: 3 }] as unknown as RowOf<Of>[];
    },
  };
  const query = { id: "q", text: sql`SELECT x FROM t`, columns: { x: "integer" } } as const;
  expect(await allRows(engine, query)).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
  const broken: QueryEngine = {
    // biome-ignore lint/correctness/useYield: it fails before its first batch.
    async *run() {
      throw new Error("broken");
    },
  };
  await expect(allRows(broken, query)).rejects.toThrow("broken");
});
