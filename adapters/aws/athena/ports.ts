import type {
  GetQueryExecutionCommandOutput,
  GetQueryResultsCommandOutput,
  StartQueryExecutionCommandInput,
} from "@aws-sdk/client-athena";

/** The calls of Athena that detection makes. */
export interface AthenaCalls {
  start(input: StartQueryExecutionCommandInput): Promise<string>;
  execution(id: string): Promise<GetQueryExecutionCommandOutput["QueryExecution"]>;
  results(id: string, page: string | undefined): Promise<GetQueryResultsCommandOutput>;
  stop(id: string): Promise<void>;
}

/** Time and chance, which tests keep in their hands. */
export interface AthenaTime {
  /** Milliseconds since 1970. */
  now(): number;
  wait(milliseconds: number): Promise<void>;
  /** From 0, below 1. */
  random(): number;
}

/** Where statements run. */
export interface AthenaPlace {
  readonly workgroup: string;
  /** Database in which a statement finds the tables that it does not qualify. */
  readonly database: string;
  /** Begins the token of every query: of this run of the detector and of no other one, at least 32 characters. */
  readonly run: string;
  /** Instant after which no statement runs on, in milliseconds since 1970. */
  readonly deadline: number;
}
