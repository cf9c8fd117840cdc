import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import { outside } from "../outside/outside-call.js";
import type { AthenaCalls } from "./ports.js";

/** Largest page of an answer (Amazon Athena API Reference, GetQueryResults). */
const PAGE_ROWS = 1000;

/** A client for {@link athenaCalls}; it repeats nothing by itself, because the engine does, with a deadline. */
export const athenaClient = (): AthenaClient =>
  new AthenaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000 } });

/** The calls over the SDK. @throws OutsideError */
export function athenaCalls(client: AthenaClient): AthenaCalls {
  return {
    start: async (input) => {
      const { QueryExecutionId } = await outside(() => client.send(new StartQueryExecutionCommand(input)));
      return QueryExecutionId ?? "";
    },
    execution: async (QueryExecutionId) => {
      const command = new GetQueryExecutionCommand({ QueryExecutionId });
      return (await outside(() => client.send(command))).QueryExecution;
    },
    results: (QueryExecutionId, NextToken) =>
      outside(() =>
        client.send(
          new GetQueryResultsCommand({
            QueryExecutionId,
            MaxResults: PAGE_ROWS,
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
        ),
      ),
    stop: async (QueryExecutionId) => {
      await outside(() => client.send(new StopQueryExecutionCommand({ QueryExecutionId })));
    },
  };
}
