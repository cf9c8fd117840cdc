import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLog } from "../../../adapters/duckdb/open-log.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { accessLogLine } from "../../../core/detection/access-log-record.js";
import {
  prepareScoring,
  scoredWindows,
  type WindowRow,
} from "../../../services/anomaly-detector/score-windows.js";

/** The windows of the records between two instants, scored on DuckDB. */
export async function scoreRecords(
  records: readonly AccessLogRecord[],
  { trainUntil, until }: { readonly trainUntil: string; readonly until: string },
): Promise<{ readonly rows: readonly WindowRow[]; readonly threshold: number }> {
  const folder = mkdtempSync(join(tmpdir(), "cordon-scored-"));
  try {
    writeFileSync(join(folder, "log.jsonl"), records.map(accessLogLine).join(""));
    const log = await openLog(folder);
    try {
      const plan = { trainUntil: Date.parse(trainUntil), until: Date.parse(until), budget: 1 };
      const { threshold } = await prepareScoring(log.engine, plan);
      const rows: WindowRow[] = [];
      for await (const batch of scoredWindows(log.engine, plan)) for (const row of batch) rows.push(row);
      return { rows, threshold };
    } finally {
      log.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
