import { DuckDbEngine } from "./duckdb-engine.js";
import { type LogFiles, logFiles } from "./log-files.js";
import { makeLogView } from "./log-view.js";
import { openSandbox, type SandboxLimits } from "./sandbox.js";

/** An access log that statements can read, as the view {@link LOG_VIEW}. */
export interface OpenLog {
  readonly engine: DuckDbEngine;
  readonly files: LogFiles;
  /** Columns of the record that no Parquet file has; they are null. */
  readonly lacking: readonly string[];
  close(): void;
}

/**
 * Opens the files of a log in a database of their own, which can read nothing else.
 *
 * @param glob a file, a folder or a glob; see {@link logFiles}
 * @throws CordonError as {@link logFiles} and `makeLogView` do
 */
export async function openLog(glob: string, limits: Omit<SandboxLimits, "files"> = {}): Promise<OpenLog> {
  const files = logFiles(glob);
  let lacking: readonly string[] = [];
  const threads = files.cloudtrail.length > 0 ? { threads: 2 } : {};
  const sandbox = await openSandbox(
    { ...threads, ...limits, files: Object.values(files).flat() },
    async (connection) => {
      lacking = await makeLogView(connection, files);
    },
  );
  return { engine: new DuckDbEngine(sandbox), files, lacking, close: () => sandbox.close() };
}
