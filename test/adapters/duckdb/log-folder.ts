import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { type OpenLog, openLog } from "../../../adapters/duckdb/open-log.js";
import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import { identifier } from "../../../core/detection/sql/identifier.js";
import { sql } from "../../../core/detection/sql/sql.js";
import type { Columns, RowOf } from "../../../core/detection/sql/statement.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { RECORD } from "../../core/detection/access-log-samples.js";

/** A folder for logs, and what can be asked of them. */
export class LogFolder {
  readonly path = mkdtempSync(join(tmpdir(), "cordon-log-"));

  write(name: string, content: string | Buffer): string {
    const path = join(this.path, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name.endsWith(".gz") ? gzipSync(content) : content);
    return path;
  }

  /** A file of records: the sample with some fields changed. */
  records(name: string, records: readonly Partial<AccessLogRecord>[]): string {
    return this.write(
      name,
      records.map((fields) => `${JSON.stringify({ ...RECORD, ...fields })}\n`).join(""),
    );
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Columns of the log's view, ordered by the event. */
export async function readLog<Of extends Columns>(glob: string, columns: Of): Promise<RowOf<Of>[]> {
  const log = await openLog(glob);
  try {
    return await rowsOf(log, columns);
  } finally {
    log.close();
  }
}

export function rowsOf<Of extends Columns>(log: OpenLog, columns: Of): Promise<RowOf<Of>[]> {
  const [first, ...rest] = Object.keys(columns).map((name) => identifier(name));
  const list = rest.reduce((before, name) => sql`${before}, ${name}`, first ?? sql`1`);
  return allRows(log.engine, {
    id: "read",
    text: sql`SELECT ${list} FROM access_log ORDER BY event_id`,
    columns,
  });
}
