import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AthenaClient, GetQueryExecutionCommand, ListQueryExecutionsCommand } from "@aws-sdk/client-athena";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dynamoDbState } from "../../adapters/aws/detector-state/dynamodb-state.js";
import { DETECTION_METRICS, DETECTOR_EVENTS, STATE_TABLE } from "../../core/contracts/anomaly-detector.js";
import { checkAccessLogRecord } from "../../core/detection/access-log-check.js";
import { MODEL_RULE } from "../../core/detection/findings/finding.js";
import { deniedBurst } from "../../core/detection/rules/denied-burst.js";
import { DETECTION_RULES } from "../../core/detection/rules/rules.js";
import type { Columns } from "../../core/detection/sql/statement.js";
import { QUALITY_COLUMNS } from "../../core/detection/sql/statements/data-quality.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { type AwsEmulator, EMULATOR_CREDENTIALS, startAwsEmulator } from "./aws-emulator.js";
import { DeployedFunction } from "./deployed-function.js";
import { REGION, synthesizeDetector } from "./detector-stack.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";
import { expectOpen } from "./what-is-open.js";

const TABLE = "shop-detector";
/** Thirty days, and the two tables of the model. */
const WRITTEN = 32;
const FINDING = "CORDON-DET-001/u-17/2026-03-01";

describeDeployment("the anomaly detector in a live account", () => {
  const work = makeWorkFolder("detector");
  const folder = join(work.path, "cdktf.out/stacks/detector");
  let emulator: AwsEmulator;
  let terraform: TerraformFolder;
  let detector: DeployedFunction;
  let athena: AthenaClient;
  let database: DynamoDBClient;

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    synthesizeDetector(join(work.path, "cdktf.out"));
    terraform = new TerraformFolder(folder, emulator.endpoint);
    terraform.override();
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
    const client = { region: REGION, endpoint: emulator.endpoint, credentials: EMULATOR_CREDENTIALS };
    athena = new AthenaClient(client);
    database = new DynamoDBClient(client);
    detector = await start();
  });

  afterAll(() => {
    detector?.stop();
    emulator?.stop();
    work.remove();
  });

  /** What Lambda has in its archive and its environment, taken from Terraform's state. */
  async function start(): Promise<DeployedFunction> {
    const { resources } = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    const [{ instances }] = resources.filter(({ type }: { type: string }) => type === "aws_lambda_function");
    const { filename, environment, function_name } = instances[0].attributes;
    const unpacked = join(work.path, "unpacked");
    execFileSync("python3", ["-m", "zipfile", "-e", join(folder, filename), unpacked]);
    return DeployedFunction.start(unpacked, {
      ...environment[0].variables,
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: function_name,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    });
  }

  /** What the next queries answer, in the order in which they are started; the emulator runs no SQL. */
  async function answerWith(
    ...answers: readonly { readonly columns: Columns; readonly rows: readonly object[] }[]
  ) {
    const results = answers.map(({ columns, rows }) => {
      const names = Object.keys(columns);
      const cells = [
        names,
        ...rows.map((row) => names.map((name) => (row as Record<string, unknown>)[name])),
      ];
      return {
        rows: cells.map((row) => ({
          Data: row.map((cell) => (cell === undefined ? {} : { VarCharValue: String(cell) })),
        })),
        column_info: [],
      };
    });
    const response = await fetch(`${emulator.endpoint}/moto-api/static/athena/query-results`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ region: REGION, results }),
    });
    expect(response.status).toBe(201);
  }

  test("is what a second plan finds: nothing to change, and nothing to say", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    // The log of this stack states no retention.
    await expectOpen(terraform, [
      "low CORDON-LOG-001 aws_cloudwatch_log_group.log_delivery_errors",
      "low CORDON-LOG-001 aws_cloudwatch_log_group.log_logs",
    ]);
  });

  test("summarises thirty days by UNLOAD, each to a folder of its own, and names them", async () => {
    const nothing = { columns: {}, rows: [] };
    const count = { columns: { windows: "integer" }, rows: [{ windows: 41_400 }] } as const;
    await answerWith(...Array<typeof nothing>(WRITTEN).fill(nothing), count);
    const answer = await step("summarize", () => detector.invoke(DETECTOR_EVENTS.summarize));
    // 1380 windows a day, and five alerts of them.
    expect(answer).toMatchObject({ ok: true, threshold: Math.log10(1380 / 5) });
    const { QueryExecutionIds = [] } = await athena.send(
      new ListQueryExecutionsCommand({ WorkGroup: TABLE, MaxResults: 50 }),
    );
    const texts = await Promise.all(
      QueryExecutionIds.map(async (QueryExecutionId) => {
        const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
        return QueryExecution?.Query ?? "";
      }),
    );
    const folders = texts.map((text) => /^UNLOAD .* TO '(s3:\/\/[^']+\/)'/s.exec(text)?.[1]);
    const written = folders.filter((one) => one !== undefined);
    expect(written).toHaveLength(WRITTEN);
    expect(new Set(written).size).toBe(WRITTEN);
    expect(await dynamoDbState(database, TABLE).rows("cells")).toHaveLength(30);
  });

  test("finds what a rule finds, tells it, and measures the run", async () => {
    // Only one rule is due: answers come in the order in which statements are started.
    for (const id of [MODEL_RULE.id, ...DETECTION_RULES.map((rule) => rule.id)]) {
      if (id === deniedBurst.id) continue;
      const value = JSON.stringify({ until: Date.now() + 3_600_000 });
      const Item = {
        [STATE_TABLE.hashKey]: { S: "mark" },
        [STATE_TABLE.rangeKey]: { S: id },
        revision: { N: "1" },
        value: { S: value },
      };
      await database.send(new PutItemCommand({ TableName: TABLE, Item }));
    }
    const zeros = Object.fromEntries(Object.keys(QUALITY_COLUMNS).map((name) => [name, 0]));
    const records = {
      columns: QUALITY_COLUMNS,
      rows: [{ ...zeros, row_count: 40, earliest: undefined, latest: undefined }],
    };
    const burst = {
      columns: deniedBurst.columns,
      rows: [
        {
          subject: "u-17",
          first_ts: "2026-03-01 10:00:00.000",
          last_ts: "2026-03-01 10:39:00.000",
          events: 40,
          attempts: 40,
          addresses: 1,
          places: 1,
          resources: 7,
        },
      ],
    };
    // Two statements start at once. Where the emulator takes the second one first, both answers are refused, nothing
    // is lost, and the next run looks again.
    const state = dynamoDbState(database, TABLE);
    let found: unknown[] = [];
    for (let run = 0; run < 6 && found.length === 0; run += 1) {
      await answerWith(records, burst);
      const answer = (await step("detect", () => detector.invoke(DETECTOR_EVENTS.detect))) as {
        readonly findings: unknown[];
      };
      found = answer.findings;
    }
    expect(found).toEqual([FINDING]);
    const [row] = await state.rows("finding");
    expect(row?.value).toMatchObject({ pending: [], finding: { id: FINDING, severity: "high", events: 40 } });
    const line = detector.lines.map((text) => JSON.parse(text)).findLast((one) => one._aws !== undefined);
    expect(line).toMatchObject({
      [DETECTION_METRICS.dimension]: "shop",
      Runs: 1,
      QueriesFailed: 0,
      RecordsSeen: 40,
      Findings: 1,
      NoticesPending: 0,
    });
  });

  test("attacks on purpose with records that the lake takes", async () => {
    detector.lines.length = 0;
    const answer = (await detector.invoke(DETECTOR_EVENTS.canary)) as { readonly canary: string };
    const records = detector.lines.map((text) => JSON.parse(text));
    expect(records).toHaveLength(12);
    for (const record of records) {
      expect(checkAccessLogRecord(record).ok).toBe(true);
      expect(record).toMatchObject({ user_id: answer.canary, decision: "DENY" });
    }
  });

  test("takes what a team says of a finding, and refuses what it does not know", async () => {
    const ask = (finding: string) =>
      detector.invoke({
        version: 1,
        verb: "acknowledge",
        request: { finding, as: "true", reason: "it was one" },
      });
    expect(await ask(FINDING)).toMatchObject({ ok: true, acknowledgement: { as: "true", subject: "u-17" } });
    expect(await ask("CORDON-DET-001/nobody/2026-03-01")).toMatchObject({
      ok: false,
      problems: [{ code: "CORDON_DETECTION_FINDING_UNKNOWN" }],
    });
  });
});
