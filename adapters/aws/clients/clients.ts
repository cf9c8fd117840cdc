import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { IAMClient } from "@aws-sdk/client-iam";
import { IdentitystoreClient } from "@aws-sdk/client-identitystore";
import { KMSClient } from "@aws-sdk/client-kms";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SecurityHubClient } from "@aws-sdk/client-securityhub";
import { SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";

/** Fails soon enough for a retry within the time of a function. */
const SETTINGS = { maxAttempts: 4, requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 } };

/** A client that asks IAM. */
export type { IAMClient } from "@aws-sdk/client-iam";

export const databaseClient = (): DynamoDBClient => new DynamoDBClient(SETTINGS);
export const iamClient = (): IAMClient => new IAMClient(SETTINGS);
/** A client of AWS KMS for whoever answers a request: it gives up early. */
export const keyClient = (): KMSClient =>
  new KMSClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 1000, requestTimeout: 3000 } });
export const networkClient = (): EC2Client => new EC2Client(SETTINGS);
export const hubClient = (): SecurityHubClient => new SecurityHubClient(SETTINGS);
export const noticeClient = (): SNSClient => new SNSClient(SETTINGS);
export const scheduleClient = (): SchedulerClient => new SchedulerClient(SETTINGS);

/**
 * A client of the identity store of IAM Identity Center, which answers in its own region and to its own accounts alone.
 *
 * @param roleArn a role of such an account, taken where the function runs in another one
 */
export function identityStoreClient(
  region: string | undefined,
  roleArn: string | undefined,
): IdentitystoreClient {
  return new IdentitystoreClient({
    ...SETTINGS,
    ...(region === undefined ? {} : { region }),
    ...(roleArn === undefined ? {} : { credentials: assumed(roleArn) }),
  });
}

/** Credentials of a role; the SDK asks for them anew before they expire. */
function assumed(RoleArn: string) {
  const sts = new STSClient(SETTINGS);
  return async () => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: "cordon-access" }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
    if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
      throw new Error(`STS gives no credentials of ${RoleArn}`);
    }
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      ...(Expiration === undefined ? {} : { expiration: Expiration }),
    };
  };
}

/** A client that waits for another function, for no longer than that one may take. */
export const functionClient = (): LambdaClient =>
  new LambdaClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 2000, requestTimeout: 55_000 } });
