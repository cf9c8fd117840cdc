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
