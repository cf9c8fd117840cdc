import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import { argon2Hasher, wasmDerive } from "../../../../adapters/argon2/password-hasher.js";
import { dynamoDbIdentityStore } from "../../../../adapters/aws/identity-store/dynamodb-identity-store.js";
import { accessLogRecord } from "../../../../core/detection/access-log-record.js";
import { startAuthenticator } from "../../../../lambdas/authenticator/start.js";
import { startOperatorCalls } from "../../../../lambdas/authenticator-operator/start.js";
import type { ApiAnswer } from "../../../../lambdas/wiring/identity/answer-event.js";
import type { AuthenticatorRequest, AuthenticatorResponse } from "../../../../services/authenticator/http.js";
import type { AuthenticatorPorts } from "../../../../services/authenticator/ports.js";
import { FakeKms, FIRST_KEY, SEALING_KEY } from "../../../adapters/aws/fake-kms.js";
import { FakeTables } from "../../../adapters/aws/fake-tables.js";
import type { Answer, Sent } from "../../../adapters/aws/wire.js";
import { OPERATOR, ORIGIN, World } from "../../../services/authenticator/world.js";

export const OPERATOR_ARN = "arn:aws:sts::111122223333:assumed-role/operators/anna";
export const TABLES = { identity: "identity", subjects: "subjects", devices: "devices" };

const COMMON = {
  AWS_REGION: "eu-central-1",
  AWS_LAMBDA_FUNCTION_NAME: "login",
  CORDON_IDENTITY_TABLE: TABLES.identity,
  CORDON_SUBJECT_TABLE: TABLES.subjects,
  CORDON_DEVICE_TABLE: TABLES.devices,
  CORDON_ORIGINS: ORIGIN,
  CORDON_SEALING_KEY: SEALING_KEY,
};

export const PERSON_ENVIRONMENT = {
  ...COMMON,
  CORDON_RELYING_PARTY_ID: "example.com",
  CORDON_RELYING_PARTY_NAME: "Example",
  CORDON_TOKEN_AUDIENCE: "https://api.example.com",
  CORDON_SIGNING_KEY: FIRST_KEY,
  CORDON_NOTICE_TOPIC: "arn:aws:sns:eu-central-1:111122223333:notices",
};

export const OPERATOR_ENVIRONMENT = {
  ...COMMON,
  CORDON_IDENTITY_NAME: "login",
  CORDON_SIGNER_ROLE: "arn:aws:iam::111122223333:role/login",
};

/** Headers that a test may send. */
const NAMES = ["authorization", "content-type", "cookie", "dpop", "origin", "sec-fetch-site", "user-agent"];

/** An event of an HTTP API, payload format 2.0. */
export function apiEvent(request: Partial<AuthenticatorRequest>, operator?: string) {
  const { method = "GET", path = "/", query = "", header = () => [], body, sourceIp = "192.0.2.7" } = request;
  const sent = NAMES.flatMap((name) => header(name).map((value) => [name, value] as const));
  const cookies = sent.filter(([name]) => name === "cookie").map(([, value]) => value);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries([
      ["x-forwarded-for", "203.0.113.66"],
      ...sent.filter(([name]) => name !== "cookie"),
    ]),
    ...(cookies.length === 0 ? {} : { cookies }),
    requestContext: {
      http: { method, path, sourceIp },
      stage: "$default",
      ...(operator === undefined ? {} : { authorizer: { iam: { userArn: operator } } }),
    },
    ...(body === undefined ? {} : { body: Buffer.from(body).toString("base64") }),
    isBase64Encoded: true,
  };
}

/** The same world, in which the two functions answer, on tables and keys of AWS that are kept in memory. */
export class CloudWorld extends World {
  readonly kms = new FakeKms();
  readonly tables = new FakeTables({
    identity: ["kind", "name"],
    subjects: ["subject"],
    devices: ["device_id"],
  });
  readonly told: unknown[] = [];
  readonly database: DynamoDBClient;
  readonly store: AuthenticatorPorts["store"];
  readonly person: (event: unknown) => Promise<ApiAnswer>;
  readonly operators: (event: unknown) => Promise<ApiAnswer>;

  constructor() {
    super();
    const { settings } = this.tables.settings((sent) => this.kms.answer(sent) ?? this.#published(sent));
    const clients = {
      database: new DynamoDBClient(settings as object),
      keys: new KMSClient(settings as object),
      notices: new SNSClient(settings as object),
    };
    const others: Partial<AuthenticatorPorts> = {
      hasher: argon2Hasher({ memory: 64, passes: 1, parallelism: 1 }, wasmDerive),
      now: () => this.now,
      log: (facts) => this.records.push({ ...accessLogRecord(facts) }),
      report: (defect) => this.defects.push(defect),
    };
    this.database = clients.database;
    this.store = dynamoDbIdentityStore(clients.database, TABLES);
    this.person = startAuthenticator(PERSON_ENVIRONMENT, () => clients, others) as CloudWorld["person"];
    const { hasher: _, ...fewer } = others;
    this.operators = startOperatorCalls(
      OPERATOR_ENVIRONMENT,
      () => clients,
      fewer,
    ) as CloudWorld["operators"];
  }

  /** API Gateway: the paths of operators behind AWS_IAM, for which the secret stands here, all others open. */
  override readonly authenticate = async (request: AuthenticatorRequest): Promise<AuthenticatorResponse> => {
    const isOperators = request.path.startsWith("/operator/v1/");
    const isSigned = isOperators && request.header("authorization")[0] === `Bearer ${OPERATOR}`;
    const event = apiEvent(request, isSigned ? OPERATOR_ARN : undefined);
    return responseOf(await (isOperators ? this.operators : this.person)(event));
  };

  #published({ action, body }: Sent): Answer | undefined {
    if (action !== "Publish") return undefined;
    this.told.push(JSON.parse(String(body["Message"])));
    return { xml: "<PublishResponse><PublishResult/></PublishResponse>" };
  }
}

function responseOf(answer: ApiAnswer): AuthenticatorResponse {
  if (!("cookies" in answer)) throw new Error("An event of an HTTP API was answered as one of a REST API");
  const { statusCode, headers, cookies, body } = answer;
  const set = cookies.map((cookie) => ["Set-Cookie", cookie] as const);
  return { status: statusCode, headers: [...Object.entries(headers), ...set], body };
}
