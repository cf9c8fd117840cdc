import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { SUBJECT_ROW } from "../../../core/contracts/subject-row.js";
import type { SubjectFlags } from "../../../services/access-broker/ports.js";
import { outside } from "../outside/outside-call.js";

/** The flag of {@link SUBJECT_ROW} on the row of a subject. What cannot be read counts as a finding. */
export function dynamoDbFlags(client: DynamoDBClient, table: string | undefined): SubjectFlags {
  return {
    hasCriticalFinding: async (subject) => {
      if (table === undefined) return false;
      const key = { TableName: table, Key: { [SUBJECT_ROW.key]: { S: subject } }, ConsistentRead: true };
      const { Item } = await outside(() => client.send(new GetItemCommand(key)));
      const flag = Item?.[SUBJECT_ROW.criticalFinding];
      return flag !== undefined && flag.BOOL !== false;
    },
  };
}
