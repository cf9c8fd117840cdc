import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";

/** What the database may take and read. */
export interface SandboxLimits {
  /** The only files that its statements may read; paths as the statements write them. */
  readonly files: readonly string[];
  /** Memory for data, in MiB; what does not fit goes to a folder of its own. @default 1024 */
  readonly memoryMebibytes?: number;
  /** @default - one a core */
  readonly threads?: number;
}

const MEMORY_MEBIBYTES = 1024;

/**
 * Functions that the text of our statements may use and that DuckDB has under the name, but with another meaning:
 * Trino's `regexp_replace` replaces every match.
 */
const TRINO_FUNCTIONS = [
  "CREATE MACRO regexp_replace(a, b, c) AS system.main.regexp_replace(a, b, c, 'g')",
] as const;

/** A database in memory that reads the named files and nothing else of the machine. */
export interface Sandbox {
  /** A connection of its own for one task; the caller closes it. */
  connect(): Promise<DuckDBConnection>;
  /** Ends the database, and takes its temporary folder away. */
  close(): void;
}

/**
 * Opens a database without extensions from elsewhere, without files but the named ones, with UTC as its clock, and with
 * its configuration locked; `prepare` makes the views before the lock.
 */
export async function openSandbox(
  { files, memoryMebibytes = MEMORY_MEBIBYTES, threads }: SandboxLimits,
  prepare: (connection: DuckDBConnection) => Promise<void>,
): Promise<Sandbox> {
  const folder = mkdtempSync(join(tmpdir(), "cordon-duckdb-"));
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${memoryMebibytes}MiB`,
    temp_directory: folder,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    // Rows come in the order that a statement asks for, or in any; without the promise, less memory is needed.
    preserve_insertion_order: "false",
    ...(threads === undefined ? {} : { threads: String(threads) }),
  });
  const sandbox: Sandbox = {
    connect: () => instance.connect(),
    close() {
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  let connection: DuckDBConnection | undefined;
  try {
    connection = await instance.connect();
    const paths = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(", ");
    await connection.run(`SET GLOBAL allowed_paths = [${paths}]`);
    await connection.run("SET GLOBAL enable_external_access = false");
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    // Trino divides whole numbers to a whole number.
    await connection.run("SET GLOBAL integer_division = true");
    for (const macro of TRINO_FUNCTIONS) await connection.run(macro);
    await prepare(connection);
    await connection.run("SET GLOBAL lock_configuration = true");
  } catch (error) {
    sandbox.close();
    throw error;
  } finally {
    connection?.closeSync();
  }
  return sandbox;
}
