import { createServer, type Server, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import { accessOf, type ZeroTrustOptions, zeroTrust } from "cordon/middleware";

/** Whose tokens the API believes, and where its access log goes. */
export type ProtectedApiOptions = Pick<ZeroTrustOptions, "token" | "log">;

const POLICIES = fileURLToPath(new URL("policies.json", import.meta.url));
const orders = new Map([
  ["42", { id: "42", total: "17.00 EUR" }],
  ["frozen-1", { id: "frozen-1", total: "99.00 EUR" }],
]);

/** A small API on plain node:http: orders that support may read, and cancel under conditions. */
export function protectedApi(options: ProtectedApiOptions): Server {
  const guard = zeroTrust({ ...options, policies: POLICIES });
  return createServer((request, response) =>
    guard(request, response, () => {
      const id = /^\/orders\/([\w-]+)$/.exec(request.url ?? "")?.[1];
      const order = id === undefined ? undefined : orders.get(id);
      if (request.url === "/orders") return send(response, 200, [...orders.values()]);
      if (id === undefined || order === undefined) return send(response, 404, { error: "no such order" });
      if (request.method === "DELETE") {
        return send(response, 200, { cancelled: id, by: accessOf(request)?.subject?.id });
      }
      return send(response, 200, order);
    }),
  );
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
