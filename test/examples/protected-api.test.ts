import { type ChildProcess, spawn } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { protectedApi } from "../../examples/protected-api/protected-api.js";
import { ask, bearer, options } from "../middleware/support.js";

async function started() {
  const { given, records } = await options();
  const server = protectedApi({ token: given.token, ...(given.log === undefined ? {} : { log: given.log }) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`, records };
}

it("lets support read orders, and cancel them with two factors and a reason", async () => {
  const { url, records } = await started();
  const support = await bearer({ groups: ["support"] });
  expect((await ask(`${url}/orders`, support)).body).toHaveLength(2);
  expect((await ask(`${url}/orders/42`, support)).body).toEqual({ id: "42", total: "17.00 EUR" });
  const cancel = async (more: Record<string, string>, changes: Record<string, unknown> = {}, id = "42") =>
    ask(`${url}/orders/${id}`, { ...(await bearer({ groups: ["support"], ...changes })), ...more }, "DELETE");
  const why = { "x-access-justification": "the customer withdrew" };
  expect(await cancel(why)).toMatchObject({ status: 200, body: { cancelled: "42", by: "u-17" } });
  expect(await cancel(why, { acr: "aal1" })).toMatchObject({
    status: 401,
    body: { reason: "authentication_too_weak" },
  });
  expect(await cancel({})).toMatchObject({ status: 403, body: { reason: "justification_missing" } });
  expect(await cancel(why, {}, "frozen-1")).toMatchObject({
    status: 403,
    body: { reason: "denied_by_policy" },
  });
  expect(await ask(`${url}/orders`)).toMatchObject({ status: 401 });
  expect(records().map(({ decision }) => decision)).toEqual([
    "ALLOW",
    "ALLOW",
    "ALLOW",
    "DENY",
    "DENY",
    "DENY",
    "DENY",
  ]);
});

it("runs as its file says, with an identity provider of its own", async () => {
  const child = spawn(process.execPath, ["--import", "tsx", "examples/protected-api/main.ts"]);
  onTestFinished(() => {
    child.kill();
  });
  const usage = await textUntil(child, /Each line below/);
  const [, api = ""] = /curl -i (http:\/\/127\.0\.0\.1:\d+)\/orders/.exec(usage) ?? [];
  const [, token = ""] = /Bearer ([\w.-]+)/.exec(usage) ?? [];
  expect((await ask(`${api}/orders`)).status).toBe(401);
  const headers = { authorization: `Bearer ${token}` };
  expect((await ask(`${api}/orders/42`, headers)).status).toBe(200);
  expect((await ask(`${api}/orders/42`, headers, "DELETE")).body.reason).toBe("authentication_too_weak");
});

async function textUntil(child: ChildProcess, end: RegExp): Promise<string> {
  let text = "";
  return await new Promise((resolve, reject) => {
    child.stderr?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (end.test(text)) resolve(text);
    });
    child.on("exit", () => reject(new Error(text)));
  });
}
