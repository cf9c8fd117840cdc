import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A call that writes a security group, entries of a network ACL or a prefix list, or routes, as the provider sent it. */
export interface GroupCall {
  readonly action: string;
  /** Id of the group, ACL, list or table, or the name of a group that is made. */
  readonly group: string;
}

const WRITES =
  /^(?:(?:Authorize|Revoke|Modify|Update|Create|Delete)SecurityGroup|(?:Create|Delete|Replace)(?:NetworkAclEntry|Route)$|ModifyManagedPrefixList$)/;

/** Parameters that say whose the call is. */
const OWNERS = ["GroupId", "GroupName", "NetworkAclId", "RouteTableId", "PrefixListId"];

/** A listener before the emulator that passes everything on and keeps the calls that write these. */
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

function changesOfList(parameters: URLSearchParams): string[] {
  const names = [...parameters.keys()];
  return ["Add", "Remove"]
    .filter((what) => names.some((name) => name.startsWith(`${what}Entry.`)))
    .map((what) => what.toLowerCase());
}

async function passOn(request: IncomingMessage, emulator: string, calls: GroupCall[]) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const parameters = new URLSearchParams(body.toString());
  const action = parameters.get("Action") ?? "";
  if (WRITES.test(action)) {
    const group = OWNERS.map((name) => parameters.get(name)).find((owner) => owner !== null) ?? "";
    const entries = changesOfList(parameters);
    if (action !== "ModifyManagedPrefixList") calls.push({ action, group });
    // Without entries it sets the name alone.
    else if (entries.length > 0) calls.push({ action: `${action} (${entries.join(" and ")})`, group });
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
