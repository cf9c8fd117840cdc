/** A value of a result: Trino's REST protocol writes decimals and timestamps as text, numbers as JSON numbers. */
export type TrinoValue = string | number | boolean | null;

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly data?: readonly (readonly TrinoValue[])[];
  readonly error?: { readonly message: string; readonly errorName: string };
}

/** An answer with its columns, which one without rows has too. */
export interface TrinoAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TrinoValue[])[];
}

/** Where names without a catalog and a schema lead. */
interface Session {
  /** @default - "hive" */
  readonly catalog?: string;
  /** @default - "lake" */
  readonly schema?: string;
}

/**
 * Runs one statement over Trino's REST protocol (https://trino.io/docs/current/develop/client-protocol.html) and
 * returns its whole answer.
 *
 * @throws Error with Trino's own message and the statement's beginning
 */
export async function answerOf(
  url: string,
  sql: string,
  { catalog = "hive", schema = "lake" }: Session = {},
): Promise<TrinoAnswer> {
  const headers = {
    "X-Trino-User": "cordon",
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": schema,
    "X-Trino-Time-Zone": "UTC",
  };
  const rows: (readonly TrinoValue[])[] = [];
  let columns: readonly string[] = [];
  let page = await read(fetch(`${url}/v1/statement`, { method: "POST", headers, body: sql }));
  for (;;) {
    if (page.error !== undefined) {
      throw new Error(`${page.error.errorName}: ${page.error.message}\n${sql.slice(0, 2000)}`);
    }
    if (page.columns !== undefined) columns = page.columns.map(({ name }) => name);
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { columns, rows };
    page = await read(fetch(page.nextUri, { headers }));
  }
}

/** The rows of one statement by column. @throws Error as {@link answerOf} does */
export async function query(
  url: string,
  sql: string,
  session: Session = {},
): Promise<Record<string, TrinoValue>[]> {
  const { columns, rows } = await answerOf(url, sql, session);
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
}

async function read(answer: Promise<Response>): Promise<Page> {
  const response = await answer;
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Page;
}

/** What a plan says of a statement. */
export interface Plan {
  /** How often it scans a table: Trino works out a common table expression at every use. */
  scansOf(table: string): number;
  /** Stages that run apart from each other, of which Trino takes 150 at most. */
  readonly stages: number;
}

/** The distributed plan of a statement. @throws Error as {@link answerOf} does */
export async function planOf(url: string, sql: string, session: Session = {}): Promise<Plan> {
  const [plan] = await query(url, `EXPLAIN ${sql}`, session);
  const text = String(Object.values(plan ?? {})[0] ?? "");
  const scans = text.match(/\b(?:TableScan|ScanFilter|ScanProject|ScanFilterProject)\[[^\]]*\]/gu) ?? [];
  return {
    scansOf: (table) => scans.filter((scan) => scan.includes(`:${table}`)).length,
    stages: text.match(/^Fragment \d+ /gmu)?.length ?? 0,
  };
}
