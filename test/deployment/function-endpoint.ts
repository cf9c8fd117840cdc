import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { DeployedFunction } from "./deployed-function.js";

/** Stands for the Invoke API of AWS Lambda: it passes events on to the processes of deployed functions. */
export async function functionEndpoint(
  functions: ReadonlyMap<string, DeployedFunction>,
): Promise<{ readonly endpoint: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      const [, written = ""] = /\/functions\/([^/]+)\/invocations/.exec(request.url ?? "") ?? [];
      const name = decodeURIComponent(written).split(":").at(-1) ?? "";
      const answer = await functions.get(name)?.invoke(JSON.parse(Buffer.concat(parts).toString("utf8")));
      const isEvent = request.headers["x-amz-invocation-type"] === "Event";
      response.statusCode = isEvent ? 202 : 200;
      response.end(isEvent ? "" : JSON.stringify(answer ?? null));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}
