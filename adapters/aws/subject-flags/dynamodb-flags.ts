import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { SubjectFlags } from "../../../services/access-broker/ports.js";
import { outside } from "../outside/outside-call.js";

/** The flag `critical_finding` (BOOL) on the row of a subject. What cannot be read counts as a finding. */
export function dynamoDbFlags(client: DynamoDBClient, table: string | undefined): SubjectFlags {
  return {
    hasCriticalFinding: async (subject) => {
      if (table === undefined) return false;
      const key = { TableName: table, Key: { subject: { S: subject } }, ConsistentRead: true };
      const { Item } = await outside(() => client.send(new GetItemCommand(key)));
      const flag = Item?.["critical_finding"];
      return flag !== undefined && flag.BOOL !== false;
    },
  };
}
