import { Readable } from "node:stream";

/** One request as it would go over the wire. */
export interface Sent {
  /** `GetItem`, `CreatePolicy`; for REST the method and the path. */
  readonly action: string;
  /** The JSON, the fields of the form, or the query. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What AWS answers: a document, or an error by its code. */
export type Answer =
  | { readonly json: object }
  | { readonly xml: string }
  | { readonly error: string; readonly status?: number; readonly more?: object };

interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Settings of a real SDK client whose wire is answered here: what it serializes, and how it reads answers, is the SDK's. */
export function wire(answer: (sent: Sent, count: number) => Answer) {
  const sent: Sent[] = [];
  const settings = {
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
    maxAttempts: 1,
    requestHandler: {
      handle: async (request: HttpRequest) => {
        const one = sentOf(request);
        sent.push(one);
        return { response: responseTo(answer(one, sent.length), request) };
      },
      metadata: { handlerProtocol: "http/1.1" },
      updateHttpClientConfig: () => {},
      httpHandlerConfigs: () => ({}),
      destroy: () => {},
    },
  };
  return { settings, sent };
}

function sentOf({ method, path, query = {}, headers, body }: HttpRequest): Sent {
  const text = typeof body === "string" ? body : Buffer.from(body ?? []).toString("utf8");
  const target = headers["x-amz-target"];
  if (target !== undefined) return { action: target.split(".").at(-1) ?? "", body: JSON.parse(text) };
  if (headers["content-type"]?.includes("form-urlencoded") === true) {
    const { Action, Version: _, ...fields } = Object.fromEntries(new URLSearchParams(text));
    return { action: Action ?? "", body: fields };
  }
  return { action: `${method} ${path}`, body: text === "" ? query : JSON.parse(text) };
}

function responseTo(answer: Answer, { headers }: HttpRequest) {
  const isForm = headers["content-type"]?.includes("form-urlencoded") === true;
  const [statusCode, text] = contentOf(answer, isForm);
  const type = isForm ? "text/xml" : "application/x-amz-json-1.0";
  const error = "error" in answer ? { "x-amzn-errortype": answer.error } : {};
  return {
    statusCode,
    headers: { "content-type": type, ...error },
    body: Readable.from([Buffer.from(text)]),
  };
}

function contentOf(answer: Answer, isForm: boolean): [number, string] {
  if ("json" in answer) return [200, JSON.stringify(answer.json)];
  if ("xml" in answer) return [200, answer.xml];
  const { error, status = 400, more = {} } = answer;
  if (!isForm) return [status, JSON.stringify({ __type: error, message: error, ...more })];
  return [status, `<ErrorResponse><Error><Code>${error}</Code><Message>no</Message></Error></ErrorResponse>`];
}
