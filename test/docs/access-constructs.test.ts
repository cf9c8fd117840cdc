import { TerraformStack } from "cdktf";
import { afterAll, expect, it, vi } from "vitest";
import { ENTITLEMENTS } from "../constructs/access/jit-stack.js";
import { newSegmentation, resources, synthesizedAround } from "../constructs/synthesized.js";
import { shownConstructs } from "./access-constructs.js";

// The files of a worker share their modules: what another one loaded without the mock must not stay, nor ours after us.
vi.hoisted(() => vi.resetModules());
// Bundling takes a second a function.
vi.mock("../../constructs/function/handler-code.js", async (original) => ({
  ...(await original<object>()),
  handlerCode: ({ name }: { name: string }) => ({ ok: true, value: `exports.handler = "${name}";` }),
}));
afterAll(() => {
  vi.doUnmock("../../constructs/function/handler-code.js");
  vi.resetModules();
});

it("the constructs of docs/access.md make a broker, a bounded target, a flow and a policy that ends", () => {
  const shop = newSegmentation();
  const ends = { app: shop.segment("app"), db: shop.segment("db"), entitlements: ENTITLEMENTS };
  shownConstructs(TerraformStack.of(shop), ends);
  const stack = synthesizedAround(shop);
  expect(resources(stack, "aws_lambda_function")).toHaveLength(5);
  expect(
    resources(stack, "aws_iam_role").filter((role) => role["permissions_boundary"] !== undefined),
  ).toMatchObject([{ name: "shop-orders" }]);
  expect(JSON.stringify(stack)).toContain("app-to-db");
  expect(
    resources(stack, "aws_iam_policy").filter((policy) =>
      String(policy["policy"]).includes("2030-12-24T18:00:00Z"),
    ),
  ).toHaveLength(1);
});
