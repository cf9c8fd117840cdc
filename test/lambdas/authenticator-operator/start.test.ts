import { expect, it } from "vitest";
import { startOperatorCalls } from "../../../lambdas/authenticator-operator/start.js";
import {
  apiEvent,
  CloudWorld,
  OPERATOR_ARN,
  OPERATOR_ENVIRONMENT,
} from "../authenticator/support/cloud-world.js";

const header = (name: string) => (name === "content-type" ? ["application/json"] : []);
const invitation = { method: "POST", path: "/operator/v1/invitations", header };
const body = Buffer.from('{"name":"ann@example.com"}');

it("records who called, as IAM says, and whom it was about", async () => {
  const world = new CloudWorld();
  const { statusCode, body: text } = await world.operators(apiEvent({ ...invitation, body }, OPERATOR_ARN));
  expect(statusCode).toBe(201);
  const { person } = JSON.parse(text);
  expect(world.records.at(-1)).toMatchObject({
    user_id: OPERATOR_ARN,
    action: "identity:Invite",
    resource: `operator/v1/invitations/${person}`,
    decision: "ALLOW",
  });
  const change = { ...invitation, method: "PUT", path: `/operator/v1/people/${person}` };
  await world.operators(apiEvent({ ...change, body: Buffer.from('{"disabled":true}') }, OPERATOR_ARN));
  expect(world.records.at(-1)).toMatchObject({
    user_id: OPERATOR_ARN,
    resource: `operator/v1/people/${person}`,
  });
});

it("writes risk where the policy engine reads it, and nothing of a subject that nobody knows", async () => {
  const world = new CloudWorld();
  const { person } = await world.invite("ann@example.com");
  const risk = (subject: string) =>
    world.operator("PUT", "risk", {
      subject,
      risk: 0.7,
      at: "2026-03-02T09:00:00Z",
      reasons: ["seen twice"],
    });
  expect((await risk(`user:${person}`)).status).toBe(204);
  expect(world.tables.item("subjects", `user:${person}`)).toMatchObject({
    risk: { N: "0.7" },
    risk_at: { S: "2026-03-02T09:00:00.000Z" },
  });
  expect((await risk("user:nobody")).status).toBe(404);
  expect((await risk("bundle:policies")).status).toBe(400);
  expect([...(world.tables.tables.get("subjects")?.keys() ?? [])]).toEqual([`user:${person}`]);
});

it("refuses who was not authenticated by IAM, whatever the headers say", async () => {
  const world = new CloudWorld();
  const sent = (name: string) => (name === "authorization" ? ["Bearer an-operator's-secret"] : header(name));
  const { statusCode, body: text } = await world.operators(apiEvent({ ...invitation, header: sent, body }));
  expect([statusCode, JSON.parse(text).reason]).toEqual([401, "operator_refused"]);
  expect(world.tables.tables.get("identity")?.has("name/")).toBe(false);
});

it("knows no path of people", async () => {
  const world = new CloudWorld();
  const event = apiEvent({ ...invitation, path: "/v1/sign-in/password", body }, OPERATOR_ARN);
  expect((await world.operators(event)).statusCode).toBe(404);
});

it("does not start with an environment that it cannot use", () => {
  const none = () => {
    throw new Error("no client is needed");
  };
  expect(() => startOperatorCalls({ ...OPERATOR_ENVIRONMENT, CORDON_SIGNER_ROLE: "role" }, none)).toThrow(
    "CORDON_SIGNER_ROLE",
  );
});
