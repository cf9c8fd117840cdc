/** How a field of the access log is written in JSON, in a Glue table, and in DuckDB's own words. */
export const FIELD_TYPES = {
  string: { glue: "string", duckdb: "VARCHAR" },
  /** JSON: RFC 3339 in UTC with milliseconds, "2026-03-01T09:30:00.000Z". */
  timestamp: { glue: "timestamp", duckdb: "TIMESTAMP" },
  double: { glue: "double", duckdb: "DOUBLE" },
} as const;

/** The type of a field of the access log. */
export type FieldType = keyof typeof FIELD_TYPES;

/** What a text field may hold. */
export interface StringField {
  readonly type: "string";
  /** In Unicode characters; what is longer is cut. */
  readonly maximumLength: number;
  /** Whether the text may hold a URL, whose query string, fragment and path parameters are masked then. */
  readonly masksQuery?: true;
  /** The only values, where the field has few. */
  readonly values?: readonly string[];
}

interface TimestampField {
  readonly type: "timestamp";
}

interface DoubleField {
  readonly type: "double";
  readonly minimum: number;
  readonly maximum: number;
}

/** One field of the access log: what it is called, what it may hold, what it means. */
export type AccessLogField = {
  readonly name: string;
  readonly nullable: boolean;
  readonly meaning: string;
} & (StringField | TimestampField | DoubleField);

/**
 * The fields of an access-log record, in the order of the table's columns: the record's only definition. The TypeScript
 * type, the JSON schema, the check and the Glue columns all come from it.
 *
 * A new field goes last and is nullable, because records without it stay in the lake for as long as it keeps them.
 */
export const ACCESS_LOG_FIELDS = [
  {
    name: "event_id",
    type: "string",
    nullable: false,
    maximumLength: 128,
    meaning: "Unique id of the decision",
  },
  {
    name: "ts",
    type: "timestamp",
    nullable: false,
    meaning: "Instant of the decision, in UTC",
  },
  {
    name: "user_id",
    type: "string",
    nullable: true,
    maximumLength: 256,
    meaning: "Subject of the verified token; null if no token was verified",
  },
  {
    name: "peer_group",
    type: "string",
    nullable: true,
    maximumLength: 256,
    meaning: "Group of users that behave alike, to compare the user with",
  },
  {
    name: "source_ip",
    type: "string",
    nullable: true,
    maximumLength: 45,
    meaning: "Address at the other end of the connection, never one from a header",
  },
  {
    name: "location",
    type: "string",
    nullable: true,
    maximumLength: 128,
    meaning:
      "Place of the source address: ISO 3166-1 country code, optionally with a finer place after a hyphen",
  },
  {
    name: "lat",
    type: "double",
    nullable: true,
    minimum: -90,
    maximum: 90,
    meaning: "Latitude of the location in degrees",
  },
  {
    name: "lon",
    type: "double",
    nullable: true,
    minimum: -180,
    maximum: 180,
    meaning: "Longitude of the location in degrees",
  },
  {
    name: "region",
    type: "string",
    nullable: true,
    maximumLength: 32,
    meaning: "AWS region in which the decision was made, not where the user is",
  },
  {
    name: "resource",
    type: "string",
    nullable: false,
    maximumLength: 1024,
    masksQuery: true,
    meaning: "What was asked for, without its query string",
  },
  {
    name: "action",
    type: "string",
    nullable: false,
    maximumLength: 256,
    masksQuery: true,
    meaning: "What was to be done with the resource",
  },
  {
    name: "decision",
    type: "string",
    nullable: false,
    maximumLength: 5,
    values: ["ALLOW", "DENY"],
    meaning: "What the policy engine decided",
  },
  {
    name: "reason",
    type: "string",
    nullable: false,
    maximumLength: 128,
    meaning: "Reason code of the decision",
  },
  {
    name: "policy_id",
    type: "string",
    nullable: true,
    maximumLength: 256,
    meaning: "Access policy that decided; null if none did",
  },
  {
    name: "device_id",
    type: "string",
    nullable: true,
    maximumLength: 256,
    meaning: "Registered device of the request",
  },
  {
    name: "session_id",
    type: "string",
    nullable: true,
    maximumLength: 256,
    meaning: "Session of the token",
  },
  {
    name: "function",
    type: "string",
    nullable: true,
    // Lambda API Reference, CreateFunction: a name without account and version.
    maximumLength: 64,
    meaning: "Lambda function that decided; null where no function did, as in a middleware",
  },
] as const satisfies readonly AccessLogField[];

type FieldOf<Fields extends readonly AccessLogField[]> = Fields[number];

type ValueOf<Field extends AccessLogField> = Field extends { readonly values: readonly (infer Value)[] }
  ? Value
  : Field extends { readonly type: "double" }
    ? number
    : string;

/** One decision of the policy engine, as its one line of JSON: every field present, null where it does not apply. */
export type AccessLogRecord = {
  readonly [Field in FieldOf<typeof ACCESS_LOG_FIELDS> as Field["name"]]: Field["nullable"] extends true
    ? ValueOf<Field> | null
    : ValueOf<Field>;
};

/**
 * The columns by which the lake is partitioned, besides those of the record: the UTC day and hour in which the record
 * was delivered, `dt=2026-03-01/hour=09`.
 */
export const ACCESS_LOG_PARTITIONS = [
  { name: "dt", glue: "string", duckdb: "VARCHAR", meaning: "UTC day of delivery, yyyy-MM-dd" },
  { name: "hour", glue: "int", duckdb: "INTEGER", meaning: "UTC hour of delivery, 0 to 23" },
] as const;
