import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  paginateQuery,
} from "@aws-sdk/client-dynamodb";
import { STATE_TABLE } from "../../../core/contracts/anomaly-detector.js";
import { type JsonObject, objectOrEmpty } from "../../../core/json/values.js";
import type { DetectorState, StateRow } from "../../../services/anomaly-detector/scheduled/ports.js";
import { outside } from "../outside/outside-call.js";

/**
 * The state of the detector in one DynamoDB table: a row holds its value as JSON and the number of its writes, and is
 * written only if that number is still the one that was read.
 */
export function dynamoDbState(client: DynamoDBClient, table: string): DetectorState {
  const { hashKey, rangeKey, timeToLive } = STATE_TABLE;
  return {
    rows: (kind) =>
      outside(async () => {
        const rows: StateRow[] = [];
        const pages = paginateQuery(
          { client },
          {
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: "#kind = :kind",
            ExpressionAttributeNames: { "#kind": hashKey },
            ExpressionAttributeValues: { ":kind": { S: kind } },
          },
        );
        for await (const { Items = [] } of pages) {
          for (const item of Items) {
            rows.push({
              key: item[rangeKey]?.S ?? "",
              revision: Number(item["revision"]?.N),
              value: readValue(item["value"]?.S),
            });
          }
        }
        return rows;
      }),
    write: (kind, key, value, { revision, purgeAt }) =>
      outside(async () => {
        const command = new PutItemCommand({
          TableName: table,
          Item: {
            [hashKey]: { S: kind },
            [rangeKey]: { S: key },
            revision: { N: String(revision + 1) },
            value: { S: JSON.stringify(value) },
            ...(purgeAt === undefined ? {} : { [timeToLive]: { N: String(Math.ceil(purgeAt / 1000)) } }),
          },
          ConditionExpression: revision === 0 ? "attribute_not_exists(#it)" : "#it = :revision",
          ExpressionAttributeNames: { "#it": revision === 0 ? hashKey : "revision" },
          ...(revision === 0 ? {} : { ExpressionAttributeValues: { ":revision": { N: String(revision) } } }),
        });
        try {
          await client.send(command);
          return true;
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) return false;
          throw error;
        }
      }),
  };
}

function readValue(text: string | undefined): JsonObject {
  return objectOrEmpty(JSON.parse(text ?? "{}"));
}
