import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  type UpdateItemCommand,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { expect, it } from "vitest";
import { warnedSubjects } from "../../../../adapters/aws/subject-flags/warned-subjects.js";
import { WARNING_ATTRIBUTES } from "../../../../core/contracts/subject-row.js";

const AT = Date.parse("2026-03-01T10:00:00Z");
const warning = { user: "u-17", risk: 0.9, at: AT, reasons: ["a burst"], isCritical: true };

/** Subjects whose rows take every change, or fail in a way. */
function subjects(failure?: Error) {
  const sent: UpdateItemCommandInput[] = [];
  const client = {
    send: async ({ input }: UpdateItemCommand) => {
      sent.push(input);
      if (failure !== undefined) throw failure;
      return {};
    },
  } as unknown as DynamoDBClient;
  return { sent, registry: warnedSubjects(client, "subjects") };
}

it("writes flag and risk into the rows of the user and of the service of that id", async () => {
  const { sent, registry } = subjects();
  await registry.warn(warning);
  expect(sent.map(({ TableName, Key }) => `${TableName} ${Key?.["subject"]?.S}`)).toStrictEqual([
    "subjects user:u-17",
    "subjects service:u-17",
    "subjects user:u-17",
    "subjects service:u-17",
  ]);
  expect(sent[0]?.ExpressionAttributeValues).toStrictEqual({ ":true": { BOOL: true } });
  expect(sent[2]?.ExpressionAttributeValues).toStrictEqual({
    ":risk": { N: "0.9" },
    ":at": { S: "2026-03-01T10:00:00.000Z" },
    ":old": { S: "2026-02-28T10:00:00.000Z" },
    ":reasons": { L: [{ S: "a burst" }] },
  });
});

it("touches nothing that its role may not write", async () => {
  const { sent, registry } = subjects();
  await registry.warn(warning);
  await registry.settle("u-17");
  const names = sent.flatMap(({ ExpressionAttributeNames }) => Object.values(ExpressionAttributeNames ?? {}));
  expect([...new Set(names)].sort()).toStrictEqual(
    WARNING_ATTRIBUTES.filter((one) => one !== "subject").sort(),
  );
});

it("sets no flag for less than a critical finding, and takes it off by its name alone", async () => {
  const { sent, registry } = subjects();
  await registry.warn({ ...warning, isCritical: false, risk: 0.5 });
  expect(sent.map(({ UpdateExpression }) => UpdateExpression?.slice(0, 9))).toStrictEqual([
    "SET #risk",
    "SET #risk",
  ]);
  await registry.settle("u-17");
  expect(sent.at(-1)).toMatchObject({
    Key: { subject: { S: "service:u-17" } },
    UpdateExpression: "REMOVE #critical",
    ExpressionAttributeNames: { "#critical": "critical_finding" },
  });
});

it("leaves a later or greater risk alone", async () => {
  const refused = new ConditionalCheckFailedException({ message: "no", $metadata: {} });
  await expect(subjects(refused).registry.warn(warning)).resolves.toBeUndefined();
});

it("fails where the table does", async () => {
  await expect(subjects(new Error("no")).registry.warn(warning)).rejects.toMatchObject({
    name: "OutsideError",
  });
});
