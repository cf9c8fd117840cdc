import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkAccessLogRecord } from "../../core/detection/access-log-check.js";
import { accessLogLine, accessLogRecord } from "../../core/detection/access-log-record.js";
import { accessLogColumns } from "../../core/detection/access-log-schema.js";
import { RECORD } from "../core/detection/access-log-samples.js";
import { convertToParquet, readLake } from "../harness/lake.js";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { REGION, synthesizeAccessLog } from "./access-log-stack.js";
import { type AwsEmulator, startAwsEmulator } from "./aws-emulator.js";
import { LiveLake } from "./live-lake.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";

interface State {
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly resources: readonly {
    readonly type: string;
    readonly instances: readonly { readonly attributes: Readonly<Record<string, unknown>> }[];
  }[];
}

/** Two decisions, between lines that are none. */
const DENIED = accessLogRecord({
  ...RECORD,
  event_id: "2",
  decision: "DENY",
  reason: "no_matching_policy",
  policy_id: null,
});
const LINES = [
  '{"time":"2026-03-01T09:30:00.000Z","type":"platform.start","record":{"requestId":"1"}}',
  accessLogLine(RECORD).trim(),
  "a line of text",
  accessLogLine(DENIED).trim(),
];

describeDeployment("the access log in a live account", () => {
  const work = makeWorkFolder("access-log");
  const folder = join(work.path, "cdktf.out/stacks/lake");
  let emulator: AwsEmulator;
  let terraform: TerraformFolder;
  let state: State;
  let lake: LiveLake;

  const output = (name: string) => String(state.outputs[name]?.value);

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    synthesizeAccessLog(join(work.path, "cdktf.out"));
    terraform = new TerraformFolder(folder, emulator.endpoint);
    terraform.override();
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
    state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
    lake = new LiveLake(emulator.endpoint, REGION, output("bucket"));
  });

  afterAll(() => {
    lake?.close();
    emulator?.stop();
    work.remove();
  });

  test("is what a second plan finds: nothing to change", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
  });

  test("has the table of the record, whose template Terraform has left alone", async () => {
    const { columns, parameters } = await lake.table("shop_access_log", "access_log");
    expect(columns).toEqual(accessLogColumns());
    expect(parameters["storage.location.template"]).toBe(
      `s3://${output("bucket")}/access-log/dt=\${dt}/hour=\${hour}/`,
    );
  });

  test("brings decisions from the log group into the lake, readable with the types of the table", async () => {
    await lake.log(output("log-group"), LINES);
    await lake.allowPlainHttp();
    const delivered = await lake.deliveredLines();
    expect(delivered).toEqual(LINES);
    // The emulator neither filters nor converts: DuckDB stands in for Firehose, with the columns of the live table.
    const records = delivered.filter((line) => line.includes('"decision":'));
    for (const line of records) expect(checkAccessLogRecord(JSON.parse(line)).ok).toBe(true);
    const { columns, parameters } = await lake.table("shop_access_log", "access_log");
    const key = `${String(parameters["storage.location.template"])
      .replace(`s3://${output("bucket")}/`, "")
      .replace(/\$\{dt\}/, "2026-03-01")
      .replace(/\$\{hour\}/, "09")}part.parquet`;
    const database = await (await DuckDBInstance.create(":memory:")).connect();
    await database.run("SET TimeZone = 'UTC'");
    const lines = join(work.path, "records.jsonl");
    writeFileSync(lines, records.join("\n"));
    const file = join(work.path, "part.parquet");
    await convertToParquet(database, { lines, columns, file });
    await lake.upload(key, readFileSync(file));

    const copy = join(work.path, "copy", key);
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, await lake.download(key));
    const read = await readLake(database, join(work.path, "copy/access-log"));
    database.closeSync();
    expect(read.records).toEqual(
      [RECORD, DENIED].map((record) => ({ ...record, dt: "2026-03-01", hour: 9 })),
    );
    expect(read.types).toMatchObject({
      ts: "TIMESTAMP",
      lat: "DOUBLE",
      event_id: "VARCHAR",
      dt: "VARCHAR",
      hour: "INTEGER",
    });
  });

  test("has a function whose deployed archive runs with the environment of Terraform's state", () => {
    const [deployed] = state.resources.filter(({ type }) => type === "aws_lambda_function");
    const attributes = deployed?.instances[0]?.attributes ?? {};
    const [environment] = attributes["environment"] as [{ variables: Record<string, string> }];
    const unpacked = join(work.path, "unpacked");
    execFileSync("python3", ["-m", "zipfile", "-e", join(folder, String(attributes["filename"])), unpacked]);
    expect(readdirSync(unpacked)).toEqual(["index.js"]);
    const program = `require(${JSON.stringify(join(unpacked, "index.js"))}).handler().then(JSON.stringify).then(console.log)`;
    const answer = execFileSync(process.execPath, ["-e", program], {
      encoding: "utf8",
      env: environment.variables,
    });
    expect(JSON.parse(answer)).toEqual({ table: "access_log", seconds: 30 });
  });
});
