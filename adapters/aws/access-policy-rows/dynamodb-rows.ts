import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateScan,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { AccessPolicy } from "../../../core/policy/language/policy.js";
import type { AccessPolicyRows } from "../../../services/access-broker/ports.js";
import { codeOf, outside } from "../outside/outside-call.js";

/** The rows of subjects: `subject` (S), and `grants` (M), one entry a grant with its access policy as JSON. */
export function dynamoDbRows(client: DynamoDBClient, table: string): AccessPolicyRows {
  const keyOf = (subject: string) => ({ TableName: table, Key: { subject: { S: subject } } });
  const update = (subject: string, change: string, id?: string, policy?: AccessPolicy) =>
    client.send(
      new UpdateItemCommand({
        ...keyOf(subject),
        UpdateExpression: change,
        ExpressionAttributeNames: { "#grants": "grants", ...(id === undefined ? {} : { "#id": id }) },
        ...(change.startsWith("REMOVE")
          ? { ConditionExpression: "attribute_exists(#grants)" }
          : {
              ExpressionAttributeValues:
                policy === undefined ? { ":none": { M: {} } } : { ":policy": { S: JSON.stringify(policy) } },
            }),
      }),
    );
  return {
    put: (subject, policy) =>
      outside(async () => {
        // DynamoDB sets no entry of a map that is not there.
        await update(subject, "SET #grants = if_not_exists(#grants, :none)");
        await update(subject, "SET #grants.#id = :policy", policy.id, policy);
      }),
    get: (subject, id) =>
      outside(async () => {
        const { Item } = await client.send(new GetItemCommand({ ...keyOf(subject), ConsistentRead: true }));
        return policiesOf(Item).find((policy) => policy.id === id);
      }),
    remove: (subject, id) =>
      outside(async () => {
        try {
          await update(subject, "REMOVE #grants.#id", id);
        } catch (error) {
          // Without a map there is no entry to remove.
          if (codeOf(error) !== "ConditionalCheckFailed") throw error;
        }
      }),
    rows: () => scan(client, table),
  };
}

async function* scan(client: DynamoDBClient, table: string) {
  const pages = paginateScan({ client }, { TableName: table, ConsistentRead: true });
  for (;;) {
    const { value, done } = await outside(() => pages.next());
    if (done === true) return;
    yield (value.Items ?? []).flatMap((item) =>
      policiesOf(item).map((policy) => ({ subject: item["subject"]?.S ?? "", policy })),
    );
  }
}

function policiesOf(item: Record<string, AttributeValue> | undefined): AccessPolicy[] {
  return Object.values(item?.["grants"]?.M ?? {}).flatMap(({ S }) =>
    S === undefined ? [] : [JSON.parse(S) as AccessPolicy],
  );
}
