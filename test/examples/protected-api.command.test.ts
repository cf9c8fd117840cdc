import { type ChildProcess, spawn } from "node:child_process";
import { expect, it, onTestFinished } from "vitest";
import { ask } from "../middleware/support.js";

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
