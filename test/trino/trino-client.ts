/** A value of a result: Trino's REST protocol writes decimals and timestamps as text, numbers as JSON numbers. */
export type TrinoValue = string | number | boolean | null;

interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string }[];
  readonly data?: readonly (readonly TrinoValue[])[];
  readonly error?: { readonly message: string; readonly errorName: string };
}

/**
 * Runs one statement over Trino's REST protocol (https://trino.io/docs/current/develop/client-protocol.html) and
 * returns all of its rows.
 *
 * @throws Error with Trino's own message and the statement's beginning
 */
export async function query(
  url: string,
  sql: string,
  { catalog = "hive", schema = "lake" }: { readonly catalog?: string; readonly schema?: string } = {},
): Promise<Record<string, TrinoValue>[]> {
  const headers = {
    "X-Trino-User": "cordon",
    "X-Trino-Catalog": catalog,
    "X-Trino-Schema": schema,
    "X-Trino-Time-Zone": "UTC",
  };
  const rows: Record<string, TrinoValue>[] = [];
  let page = await read(fetch(`${url}/v1/statement`, { method: "POST", headers, body: sql }));
  for (;;) {
    if (page.error !== undefined) {
      throw new Error(`${page.error.errorName}: ${page.error.message}\n${sql.slice(0, 2000)}`);
    }
    const names = (page.columns ?? []).map(({ name }) => name);
    for (const row of page.data ?? []) {
      rows.push(Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
    }
    if (page.nextUri === undefined) return rows;
    page = await read(fetch(page.nextUri, { headers }));
  }
}

async function read(answer: Promise<Response>): Promise<Page> {
  const response = await answer;
  if (!response.ok) throw new Error(`Trino answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Page;
}

/** How often a statement scans a table, by its plan: Trino expands a common table expression at every use. */
export async function scansOf(url: string, sql: string, table: string): Promise<number> {
  const [plan] = await query(url, `EXPLAIN ${sql}`);
  const text = String(Object.values(plan ?? {})[0] ?? "");
  const scans = text.match(/\b(?:TableScan|ScanFilter|ScanProject|ScanFilterProject)\[[^\]]*\]/gu) ?? [];
  return scans.filter((scan) => scan.includes(`:${table}`)).length;
}
