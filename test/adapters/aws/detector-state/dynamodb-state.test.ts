import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type PutItemCommand,
  type QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamoDbState } from "../../../../adapters/aws/detector-state/dynamodb-state.js";

function stateWith(send: (input: never) => object) {
  const client = new DynamoDBClient({ region: "eu-central-1" });
  client.send = (async ({ input }: PutItemCommand | QueryCommand) => send(input as never)) as never;
  return dynamoDbState(client, "shop-detector");
}

describe("the state in DynamoDB", () => {
  it("writes a new row only where there is none, and another revision only over the one that was read", async () => {
    const inputs: PutItemCommand["input"][] = [];
    const state = stateWith((input) => inputs.push(input) as never);
    expect(await state.write("mark", "m", { until: 5 }, { revision: 0, purgeAt: 1500 })).toBe(true);
    expect(await state.write("mark", "m", { until: 6 }, { revision: 3 })).toBe(true);
    expect(inputs).toMatchObject([
      {
        Item: {
          kind: { S: "mark" },
          key: { S: "m" },
          revision: { N: "1" },
          value: { S: '{"until":5}' },
          purge_at: { N: "2" },
        },
        ConditionExpression: "attribute_not_exists(#it)",
        ExpressionAttributeNames: { "#it": "kind" },
      },
      {
        Item: { revision: { N: "4" } },
        ConditionExpression: "#it = :revision",
        ExpressionAttributeNames: { "#it": "revision" },
        ExpressionAttributeValues: { ":revision": { N: "3" } },
      },
    ]);
  });

  it("says so where another run was first", async () => {
    const state = stateWith(() => {
      throw new ConditionalCheckFailedException({ $metadata: {}, message: "no" });
    });
    expect(await state.write("mark", "m", {}, { revision: 1 })).toBe(false);
  });

  it("reads every page of a kind, consistently", async () => {
    const inputs: QueryCommand["input"][] = [];
    const state = stateWith((input: QueryCommand["input"]) => {
      inputs.push(input);
      const row = (key: string) => ({ key: { S: key }, revision: { N: "2" }, value: { S: '{"a":1}' } });
      return inputs.length === 1
        ? { Items: [row("a")], LastEvaluatedKey: { key: { S: "a" } } }
        : { Items: [row("b")] };
    });
    expect(await state.rows("finding")).toStrictEqual([
      { key: "a", revision: 2, value: { a: 1 } },
      { key: "b", revision: 2, value: { a: 1 } },
    ]);
    expect(inputs[0]).toMatchObject({ ConsistentRead: true });
    expect(inputs[1]).toMatchObject({ ExclusiveStartKey: { key: { S: "a" } } });
  });

  it("tells what DynamoDB refuses from a run that was first", async () => {
    const state = stateWith(() => {
      throw Object.assign(new Error("denied"), {
        name: "AccessDeniedException",
        $metadata: { httpStatusCode: 400 },
      });
    });
    await expect(state.write("mark", "m", {}, { revision: 0 })).rejects.toMatchObject({ kind: "refused" });
  });
});
