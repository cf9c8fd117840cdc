import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { SUBJECT_ROW, WARNED_SUBJECTS } from "../../../core/contracts/subject-row.js";
import { MILLISECONDS_PER_DAY } from "../../../core/time/instant.js";
import type { WarnedSubjects } from "../../../services/anomaly-detector/scheduled/ports.js";
import { outside } from "../outside/outside-call.js";

const { key, criticalFinding, risk, riskAt, riskReasons } = SUBJECT_ROW;

/**
 * Warnings in the rows of subjects that the policy engine reads. The access log does not say whether an id is a user's or a
 * service's, so both rows are written. Only the attributes of {@link SUBJECT_ROW} are touched.
 */
export function warnedSubjects(client: DynamoDBClient, table: string): WarnedSubjects {
  const update = async (user: string, change: Omit<UpdateItemCommandInput, "TableName" | "Key">) => {
    for (const kind of WARNED_SUBJECTS) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: { [key]: { S: `${kind}${user}` } },
        ...change,
      });
      try {
        await outside(() => client.send(command));
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    }
  };
  return {
    warn: async (warning) => {
      if (warning.isCritical) {
        await update(warning.user, {
          UpdateExpression: "SET #critical = :true",
          ExpressionAttributeNames: { "#critical": criticalFinding },
          ExpressionAttributeValues: { ":true": { BOOL: true } },
        });
      }
      await update(warning.user, {
        UpdateExpression: "SET #risk = :risk, #at = :at, #reasons = :reasons",
        // A later risk stands, and so does a greater one of the last day: a lesser finding does not excuse it.
        ConditionExpression:
          "(attribute_not_exists(#at) OR #at <= :at) AND (attribute_not_exists(#risk) OR #risk <= :risk OR #at < :old)",
        ExpressionAttributeNames: { "#risk": risk, "#at": riskAt, "#reasons": riskReasons },
        ExpressionAttributeValues: {
          ":risk": { N: String(warning.risk) },
          ":at": { S: new Date(warning.at).toISOString() },
          ":old": { S: new Date(warning.at - MILLISECONDS_PER_DAY).toISOString() },
          ":reasons": { L: warning.reasons.map((reason) => ({ S: reason })) },
        },
      });
    },
    settle: (user) =>
      update(user, {
        UpdateExpression: "REMOVE #critical",
        ConditionExpression: "attribute_exists(#critical)",
        ExpressionAttributeNames: { "#critical": criticalFinding },
      }),
  };
}

/** Whether the row refused the change by its condition. */
function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof ConditionalCheckFailedException;
}
