import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** A client that gives up early: whoever waits for the decision waits for it, too. */
export function registryClient(): DynamoDBClient {
  return new DynamoDBClient({
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
  });
}
