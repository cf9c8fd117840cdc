import { createServer, type RequestListener, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { checkAccessLogRecord } from "../../core/detection/access-log-check.js";
import { valueOrThrow } from "../../core/errors.js";
import type { ZeroTrustOptions } from "../../middleware/options.js";
import { json, serve } from "../harness/http-server.js";
import { AUDIENCE, ISSUER, publicJwk, token } from "../services/policy-engine/support/issuer.js";

/** What came back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of tests have the shape that the test asks for.
  readonly body: any;
}

/** Sends one request; a header may be given several times. */
export async function ask(
  url: string,
  headers: Readonly<Record<string, string | string[]>> = {},
  method = "GET",
): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    // The path as it is written: URL would resolve its dot segments.
    const path = url.slice(url.indexOf(port) + port.length) || "/";
    const outgoing = send({ hostname, port, path, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => {
        const isJson = /json/.test(response.headers["content-type"] ?? "");
        const body = isJson && text !== "" ? JSON.parse(text) : text;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    });
    outgoing.on("error", reject).end();
  });
}

/** Options that believe the issuer of the tests, whose keys are served over HTTP, and the log lines so far. */
export async function options(more: Partial<ZeroTrustOptions> = {}) {
  const lines: string[] = [];
  const issuer = await serve((_, response) => json(response, { keys: [publicJwk] }));
  const given: ZeroTrustOptions = {
    token: { issuer: ISSUER, audience: AUDIENCE, keySetUrl: `${issuer.url}/jwks` },
    log: (line) => lines.push(line),
    ...more,
  };
  const records = () => lines.map((line) => valueOrThrow(checkAccessLogRecord(JSON.parse(line))));
  return { given, records };
}

/** Listens with a node:http handler until the test is over. */
export async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An Authorization header with a token that is valid now. */
export async function bearer(changes: Record<string, unknown> = {}): Promise<{ authorization: string }> {
  const now = Math.floor(Date.now() / 1000);
  return { authorization: `Bearer ${await token({ iat: now, exp: now + 600, auth_time: now, ...changes })}` };
}
