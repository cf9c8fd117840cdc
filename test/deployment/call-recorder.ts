import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A call that writes a security group, as the provider sent it. */
export interface GroupCall {
  readonly action: string;
  /** The group's id, or the name of one that is made. */
  readonly group: string;
}

const WRITES = /^(?:Authorize|Revoke|Modify|Update|Create|Delete)SecurityGroup/;

/** A listener before the emulator that passes everything on and keeps the calls that write security groups. */
export class CallRecorder {
  readonly calls: GroupCall[] = [];
  readonly #server: Server;
  readonly endpoint: string;

  private constructor(server: Server, calls: GroupCall[]) {
    this.#server = server;
    this.calls = calls;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** Starts a recorder before the endpoint of an emulator. */
  static async before(emulator: string): Promise<CallRecorder> {
    const calls: GroupCall[] = [];
    const server = createServer((request, response) => {
      passOn(request, emulator, calls).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        (error: unknown) => response.writeHead(502).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new CallRecorder(server, calls);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function passOn(request: IncomingMessage, emulator: string, calls: GroupCall[]) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const parameters = new URLSearchParams(body.toString());
  const action = parameters.get("Action") ?? "";
  if (WRITES.test(action)) {
    const group = parameters.get("GroupId") ?? parameters.get("GroupName") ?? "";
    calls.push({ action, group });
  }
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const answer = await fetch(`${emulator}${request.url}`, {
    method: request.method ?? "GET",
    headers: headers as Record<string, string>,
    ...(body.length === 0 ? {} : { body }),
  });
  const contentType = answer.headers.get("content-type") ?? "text/xml";
  return {
    status: answer.status,
    headers: { "content-type": contentType },
    body: Buffer.from(await answer.arrayBuffer()),
  };
}
