import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Assumption } from "../../../services/access-broker/assume-target.js";
import { askAws, unknownAnswer } from "../broker-client/broker-problem.js";

/** Temporary credentials of a role. */
export interface RoleSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiration: number;
}

/** Bounds of DurationSeconds: STS gives no shorter session, and no longer one to a caller who is a session itself. */
const SHORTEST_SECONDS = 900;
const LONGEST_SECONDS = 3600;

/**
 * Assumes the target of a grant, with the AWS credentials of whoever runs the process.
 *
 * The session may be longer than what is left of the grant, whose policy ends by itself.
 * @throws OutsideError where AWS throttles, CordonError with a code of BROKER_CLIENT_ERROR_CODES
 */
export async function assumeRole(
  { roleArn, roleSessionName, sourceIdentity, deadline }: Assumption,
  region: string,
  now: number,
): Promise<RoleSession> {
  const left = Math.ceil((deadline - now) / 1000);
  const client = new STSClient({ region, maxAttempts: 4 });
  const answer = await askAws(roleArn, () =>
    client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: roleSessionName,
        DurationSeconds: Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, left)),
        ...(sourceIdentity === null ? {} : { SourceIdentity: sourceIdentity }),
      }),
    ),
  );
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (
    AccessKeyId === undefined ||
    SecretAccessKey === undefined ||
    SessionToken === undefined ||
    Expiration === undefined
  ) {
    throw unknownAnswer("AssumeRole without credentials", roleArn);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration.getTime(),
  };
}
