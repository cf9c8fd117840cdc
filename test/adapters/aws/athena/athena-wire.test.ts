import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { AthenaClient } from "@aws-sdk/client-athena";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { athenaCalls } from "../../../../adapters/aws/athena/athena-calls.js";
import { AthenaEngine } from "../../../../adapters/aws/athena/athena-engine.js";
import { sql } from "../../../../core/detection/sql/sql.js";
import { allRows } from "../../../../services/anomaly-detector/query-engine.js";

type Call = readonly [action: string, body: Record<string, unknown>];
type Reply = readonly [status: number, body: object];

/** Amazon Athena API Reference: JSON 1.1, the action in a header. */
const calls: Call[] = [];
let replies: Record<string, Reply[]> = {};
const server = createServer(async (request, response) => {
  const action = String(request.headers["x-amz-target"]).replace("AmazonAthena.", "");
  calls.push([action, await bodyOf(request)]);
  const [status, body] = replies[action]?.shift() ?? [500, { __type: "InternalServerException" }];
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
});

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const part of request) text += part;
  return JSON.parse(text);
}

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());
beforeEach(() => {
  calls.length = 0;
});

function engine(): AthenaEngine {
  const client = new AthenaClient({
    region: "eu-central-1",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  const run = {
    calls: athenaCalls(client),
    time: { now: () => 0, wait: async () => {}, random: () => 0 },
    place: { workgroup: "shop", database: "shop", run: "r".repeat(36), deadline: 60_000 },
  };
  return new AthenaEngine(run, "s3://results/kept");
}

const QUERY = { id: "CORDON-SQL-999", text: sql`SELECT n FROM t`, columns: { n: "integer" } } as const;
const page = (rows: readonly (string | null)[], more = {}) => ({
  ResultSet: { Rows: rows.map((n) => ({ Data: [n === null ? {} : { VarCharValue: n }] })) },
  ...more,
});
const state = (State: string, others = {}): Reply => [
  200,
  { QueryExecution: { Status: { State, ...others } } },
];

it("speaks the protocol of Athena: throttled, queued, then two pages of an answer", async () => {
  replies = {
    StartQueryExecution: [
      [400, { __type: "TooManyRequestsException", Message: "Rate exceeded" }],
      [200, { QueryExecutionId: "q-1" }],
    ],
    GetQueryExecution: [state("QUEUED"), state("RUNNING"), state("SUCCEEDED")],
    GetQueryResults: [
      [200, page(["n", "1", null], { NextToken: "second" })],
      [200, page(["3"])],
    ],
  };
  expect(await allRows(engine(), QUERY)).toStrictEqual([{ n: 1 }, { n: null }, { n: 3 }]);
  expect(calls.map(([action]) => action)).toStrictEqual([
    "StartQueryExecution",
    "StartQueryExecution",
    "GetQueryExecution",
    "GetQueryExecution",
    "GetQueryExecution",
    "GetQueryResults",
    "GetQueryResults",
  ]);
  const started = calls.filter(([action]) => action === "StartQueryExecution").map(([, body]) => body);
  // A repeat of a call that was throttled is the same request; it starts no second query.
  expect(started[0]).toStrictEqual(started[1]);
  expect(started[0]).toMatchObject({ ClientRequestToken: `${"r".repeat(36)}-1-1`, WorkGroup: "shop" });
  expect(calls.at(-1)?.[1]).toMatchObject({ QueryExecutionId: "q-1", NextToken: "second", MaxResults: 1000 });
});

it("fails where Athena refuses the statement", async () => {
  replies = {
    StartQueryExecution: [
      [400, { __type: "InvalidRequestException", Message: "line 1:8: mismatched input" }],
    ],
  };
  await expect(allRows(engine(), QUERY)).rejects.toThrow(/CORDON_QUERY_FAILED.*mismatched input/s);
});
