import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamoDbRows } from "../../../../adapters/aws/access-policy-rows/dynamodb-rows.js";
import type { AccessPolicy } from "../../../../core/policy/language/policy.js";
import { allOf } from "../../../../services/intent-do-sweep/pages.js";
import { type Answer, type Sent, wire } from "../wire.js";

const POLICY: AccessPolicy = {
  id: "jit-g1",
  effect: "allow",
  subjects: ["user:alice"],
  actions: ["orders:Read*"],
  resources: ["orders/*"],
};
const row = (subject: string) => ({
  subject: { S: subject },
  grants: { M: { "jit-g1": { S: JSON.stringify(POLICY) } } },
});

function rowsWith(answer: (sent: Sent) => Answer) {
  const { settings, sent } = wire(answer);
  return { rows: dynamoDbRows(new DynamoDBClient(settings as object), "access-policies"), sent };
}

describe("the access policies of subjects", () => {
  it("are one entry of a map a grant, which is made first and never replaced", async () => {
    const { rows, sent } = rowsWith(() => ({ json: {} }));
    await rows.put("user:alice", POLICY);
    expect(sent.map(({ action, body }) => [action, body["UpdateExpression"], body["Key"]])).toEqual([
      ["UpdateItem", "SET #grants = if_not_exists(#grants, :none)", { subject: { S: "user:alice" } }],
      ["UpdateItem", "SET #grants.#id = :policy", { subject: { S: "user:alice" } }],
    ]);
    expect(sent[1]?.body).toMatchObject({
      ExpressionAttributeNames: { "#grants": "grants", "#id": "jit-g1" },
      ExpressionAttributeValues: { ":policy": { S: JSON.stringify(POLICY) } },
    });
  });

  it("are removed one by one; without a map nothing is left to remove", async () => {
    const { rows, sent } = rowsWith(() => ({ error: "com.amazonaws#ConditionalCheckFailedException" }));
    await rows.remove("user:alice", "jit-g1");
    expect(sent[0]?.body).toMatchObject({
      UpdateExpression: "REMOVE #grants.#id",
      ConditionExpression: "attribute_exists(#grants)",
    });
    expect(sent[0]?.body["ExpressionAttributeValues"]).toBeUndefined();
    const slow = rowsWith(() => ({ error: "com.amazonaws#ProvisionedThroughputExceededException" })).rows;
    await expect(slow.remove("user:alice", "jit-g1")).rejects.toMatchObject({ kind: "throttled" });
  });

  it("are read as they are at this moment, to the last page", async () => {
    const { rows, sent } = rowsWith(({ action, body }) => {
      if (action === "GetItem") return { json: { Item: row("user:alice") } };
      return body["ExclusiveStartKey"] === undefined
        ? {
            json: {
              Items: [row("user:alice"), { subject: { S: "user:empty" } }],
              LastEvaluatedKey: { subject: { S: "user:empty" } },
            },
          }
        : { json: { Items: [row("user:bob")] } };
    });
    expect(await rows.get("user:alice", "jit-g1")).toEqual(POLICY);
    expect(await rows.get("user:alice", "jit-g2")).toBeUndefined();
    expect((await allOf(rows.rows())).map(({ subject }) => subject)).toEqual(["user:alice", "user:bob"]);
    expect(sent.every(({ body }) => body["ConsistentRead"] === true)).toBe(true);
  });
});
