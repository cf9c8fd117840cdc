import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SNSClient } from "@aws-sdk/client-sns";

/** Fails soon enough for a retry within the time of a function. */
const SETTINGS = { maxAttempts: 4, requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 } };

/** A client that asks IAM. */
export type { IAMClient } from "@aws-sdk/client-iam";

export const databaseClient = (): DynamoDBClient => new DynamoDBClient(SETTINGS);
export const iamClient = (): IAMClient => new IAMClient(SETTINGS);
export const networkClient = (): EC2Client => new EC2Client(SETTINGS);
export const noticeClient = (): SNSClient => new SNSClient(SETTINGS);
export const scheduleClient = (): SchedulerClient => new SchedulerClient(SETTINGS);

/** A client that waits for another function, for no longer than that one may take. */
export const functionClient = (): LambdaClient =>
  new LambdaClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 55_000 } });
