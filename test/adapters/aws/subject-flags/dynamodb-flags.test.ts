import type { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { dynamoDbFlags } from "../../../../adapters/aws/subject-flags/dynamodb-flags.js";

const asked = (item: object | undefined, table: string | undefined = "subjects") => {
  const client = {
    send: async ({ input }: GetItemCommand) => {
      expect(input).toMatchObject({
        TableName: table,
        Key: { subject: { S: "user:u-17" } },
        ConsistentRead: true,
      });
      return { Item: item };
    },
  } as unknown as DynamoDBClient;
  return dynamoDbFlags(client, table).hasCriticalFinding("user:u-17");
};

it.each<[what: string, item: object | undefined, expected: boolean]>([
  ["no row", undefined, false],
  ["a row without the flag", { risk: { N: "0.1" } }, false],
  ["the flag", { critical_finding: { BOOL: true } }, true],
  ["the flag, taken back", { critical_finding: { BOOL: false } }, false],
  ["a flag of another type", { critical_finding: { S: "false" } }, true],
  ["a flag without a value", { critical_finding: { NULL: true } }, true],
])("%s", async (_, item, expected) => {
  expect(await asked(item)).toBe(expected);
});

it("knows no finding where no table is configured", async () => {
  const never = {} as DynamoDBClient;
  expect(await dynamoDbFlags(never, undefined).hasCriticalFinding("user:u-17")).toBe(false);
});

it("is an error where the row cannot be read", async () => {
  const failing = { send: async () => Promise.reject(new Error("no")) } as unknown as DynamoDBClient;
  await expect(dynamoDbFlags(failing, "subjects").hasCriticalFinding("user:u-17")).rejects.toMatchObject({
    name: "OutsideError",
  });
});
