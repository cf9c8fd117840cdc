import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { Clock } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { outside } from "../outside/outside-call.js";

/**
 * The machine's clock, and as a second opinion that of AWS: from the `Date` header of DynamoDB's last answer.
 *
 * @param table that the function may read
 */
export function awsClock(client: DynamoDBClient, table: string): Clock {
  let ahead: number | undefined;
  client.middlewareStack.add(
    (next) => async (input) => {
      const output = await next(input);
      const { headers } = output.response as { readonly headers?: Readonly<Record<string, string>> };
      const date = Date.parse(headers?.["date"] ?? "");
      if (!Number.isNaN(date)) ahead = date - Date.now();
      return output;
    },
    { step: "deserialize", name: "dateOfAws", priority: "low" },
  );
  return {
    now: Date.now,
    reference: async () => {
      if (ahead === undefined) {
        const key = { pk: { S: "clock" }, sk: { S: "-" } };
        await outside(() => client.send(new GetItemCommand({ TableName: table, Key: key })));
      }
      if (ahead === undefined) throw new OutsideError("throttled", "AWS does not say what time it is");
      return Date.now() + ahead;
    },
  };
}
