import { expect, it } from "vitest";
import { token } from "../../services/policy-engine/support/issuer.js";
import { READ_ORDERS } from "../../services/policy-engine/support/situation.js";
import { ask } from "./support/engine.js";
import { httpApiEvent, restApiEvent } from "./support/events.js";

it("takes the stage away on the API's own domain alone", async () => {
  const event = httpApiEvent({ token: await token(), path: "/prod/orders/42" });
  const inStage = { ...event, requestContext: { ...event.requestContext, stage: "prod" } };
  const custom = { ...inStage, requestContext: { ...inStage.requestContext, domainName: "api.example.com" } };
  expect((await ask(inStage)).record.resource).toBe("orders/42");
  expect((await ask(custom)).record.resource).toBe("prod/orders/42");
});

it("is denied for a REST API where no IAM policy fits that method alone", async () => {
  const policies = [{ ...READ_ORDERS, resources: ["*"] }];
  const ask1 = async (path: string) => ask(restApiEvent({ token: await token(), path }), { policies });
  expect(await ask1("/orders/*")).toMatchObject({ allowed: false, reason: "path_ambiguous" });
  expect(await ask1(`/${"a".repeat(500)}`)).toMatchObject({
    allowed: false,
    reason: "path_too_long",
    answer: { policyDocument: { Statement: [{ Effect: "Deny", Resource: "*" }] } },
  });
});
