import { gunzipSync } from "node:zlib";
import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { GetTableCommand, GlueClient } from "@aws-sdk/client-glue";
import {
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import type { GlueColumn } from "../../core/detection/access-log-schema.js";
import { EMULATOR_CREDENTIALS } from "./aws-emulator.js";

/** A Glue table as the account has it. */
export interface LiveTable {
  readonly columns: readonly GlueColumn[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** A live access log: its log group, bucket and table through the APIs of AWS. */
export class LiveLake {
  readonly #logs: CloudWatchLogsClient;
  readonly #glue: GlueClient;
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(endpoint: string, region: string, bucket: string) {
    const settings = { endpoint, region, credentials: EMULATOR_CREDENTIALS };
    this.#logs = new CloudWatchLogsClient(settings);
    this.#glue = new GlueClient(settings);
    this.#s3 = new S3Client({ ...settings, forcePathStyle: true });
    this.#bucket = bucket;
  }

  /** Takes the TLS-only policy off the bucket: the emulator speaks plain HTTP, and would deny every request. */
  async allowPlainHttp(): Promise<void> {
    await this.#s3.send(new DeleteBucketPolicyCommand({ Bucket: this.#bucket }));
  }

  /** Writes lines as a function's runtime does. */
  async log(logGroupName: string, lines: readonly string[]): Promise<void> {
    const logStreamName = "2026/03/01/[$LATEST]0123456789abcdef0123456789abcdef";
    await this.#logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const logEvents = lines.map((message) => ({ message, timestamp: Date.now() }));
    await this.#logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
  }

  /** The lines of every envelope that came through the subscription and Firehose, which the emulator leaves packed. */
  async deliveredLines(): Promise<string[]> {
    const keys: string[] = [];
    for await (const page of paginateListObjectsV2({ client: this.#s3 }, { Bucket: this.#bucket })) {
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    }
    const lines: string[] = [];
    for (const key of keys) {
      const envelope = JSON.parse(gunzipSync(await this.download(key)).toString("utf8")) as {
        readonly logEvents: readonly { readonly message: string }[];
      };
      lines.push(...envelope.logEvents.map(({ message }) => message));
    }
    return lines;
  }

  async table(DatabaseName: string, Name: string): Promise<LiveTable> {
    const { Table } = await this.#glue.send(new GetTableCommand({ DatabaseName, Name }));
    const columns = (Table?.StorageDescriptor?.Columns ?? []).map((column) => ({
      name: String(column.Name),
      type: String(column.Type),
      comment: String(column.Comment),
    }));
    return { columns, parameters: Table?.Parameters ?? {} };
  }

  async upload(Key: string, Body: Uint8Array): Promise<void> {
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key, Body }));
  }

  async download(Key: string): Promise<Uint8Array> {
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key }));
    if (Body === undefined) throw new Error(`The object ${Key} has no content.`);
    return Body.transformToByteArray();
  }

  close(): void {
    for (const client of [this.#logs, this.#glue, this.#s3]) client.destroy();
  }
}
