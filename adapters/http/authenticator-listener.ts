import type { IncomingMessage, ServerResponse } from "node:http";
import type { Authenticator } from "../../services/authenticator/authenticator.js";
import {
  type AuthenticatorRequest,
  type AuthenticatorResponse,
  LONGEST_BODY,
} from "../../services/authenticator/http.js";

/** Bytes of a body that are thrown away before the connection is: a client that is still sending reads no answer. */
const MOST_DISCARDED = 8 * 1024 * 1024;

/** Answers the requests of a Node server with the authenticator. It never throws. */
export function authenticatorListener(
  authenticate: Authenticator,
  report: (defect: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (incoming, response) => {
    try {
      send(response, await authenticate(await requestOf(incoming)));
    } catch (defect) {
      // Without a record there is no answer.
      report(defect);
      response.destroy();
    }
  };
}

async function requestOf(incoming: IncomingMessage): Promise<AuthenticatorRequest> {
  const url = incoming.url ?? "";
  const mark = url.indexOf("?");
  return {
    method: incoming.method ?? "",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    header: headerOf(incoming),
    body: await bodyOf(incoming),
    sourceIp: incoming.socket.remoteAddress,
    place: {},
  };
}

/** Every value of a header: `headers` joins or drops repeated ones, and how often a header stands matters. */
export function headerOf({ rawHeaders }: IncomingMessage): AuthenticatorRequest["header"] {
  return (name) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

async function bodyOf(incoming: IncomingMessage): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes <= LONGEST_BODY) chunks.push(chunk);
    if (bytes > MOST_DISCARDED) throw new Error("A body has no end.");
  }
  return bytes > LONGEST_BODY ? undefined : Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers, body }: AuthenticatorResponse): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.end(body);
}
