import { TerraformStack } from "cdktf";
import { expect, it } from "vitest";
import { ENTITLEMENTS } from "../constructs/access/jit-stack.js";
import { newSegmentation, resources, synthesizedAround } from "../constructs/synthesized.js";
import { shownConstructs } from "./access-constructs.js";

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
