import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { step } from "../harness/progress.js";
import { makeWorkFolder } from "../harness/work-folder.js";
import { httpApiEvent } from "../lambdas/policy-engine/support/events.js";
import { SoftAuthenticator } from "../services/authenticator/soft-authenticator.js";
import { codeOf, fromBase32, ORIGIN } from "../services/authenticator/world.js";
import { type AwsEmulator, EMULATOR_CREDENTIALS, startAwsEmulator } from "./aws-emulator.js";
import { DeployedFunction } from "./deployed-function.js";
import { REGION, synthesizeIdentity } from "./identity-stack.js";
import { describeDeployment } from "./prerequisites.js";
import { TerraformFolder } from "./terraform.js";
import { expectOpen } from "./what-is-open.js";

interface Answer {
  readonly statusCode: number;
  // biome-ignore lint/suspicious/noExplicitAny: it came over the wire.
  readonly body: any;
}

const OPERATOR = "arn:aws:iam::123456789012:user/operator";

describeDeployment("the authenticator in a live account", () => {
  const work = makeWorkFolder("identity");
  const folder = join(work.path, "cdktf.out/stacks/identity");
  const functions = new Map<string, DeployedFunction>();
  let emulator: AwsEmulator;
  let keys: Server;
  let terraform: TerraformFolder;
  const ben = { key: new SoftAuthenticator(), person: "", token: "", sid: "" };

  /** What Lambda has in its archive and its environment, taken from Terraform's state. */
  async function start(attributes: Readonly<Record<string, unknown>>): Promise<void> {
    const name = String(attributes["function_name"]);
    const [environment] = attributes["environment"] as [{ variables: Record<string, string> }];
    const unpacked = join(work.path, `unpacked-${name}`);
    execFileSync("python3", ["-m", "zipfile", "-e", join(folder, String(attributes["filename"])), unpacked]);
    const started = await DeployedFunction.start(unpacked, {
      ...environment.variables,
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    });
    functions.set(/engine/u.test(name) || name.startsWith("orders") ? "engine" : name, started);
  }

  /** Asks one of the two functions as the HTTP API does. */
  async function ask(
    name: "shop-authenticator" | "shop-operator",
    method: string,
    path: string,
    body?: object,
    { token, operator }: { readonly token?: string; readonly operator?: string } = {},
  ): Promise<Answer> {
    const answer = (await functions.get(name)?.invoke({
      version: "2.0",
      routeKey: "$default",
      rawPath: path,
      rawQueryString: "",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        origin: ORIGIN,
      },
      requestContext: {
        http: { method, path, sourceIp: "198.51.100.7" },
        ...(operator === undefined ? {} : { authorizer: { iam: { userArn: operator } } }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      isBase64Encoded: false,
    })) as { statusCode: number; body: string };
    return { statusCode: answer.statusCode, body: answer.body === "" ? undefined : JSON.parse(answer.body) };
  }

  const post = (path: string, body: object = {}, token?: string) =>
    ask("shop-authenticator", "POST", path, body, token === undefined ? {} : { token });
  const operate = (method: string, path: string, body: object) =>
    ask("shop-operator", method, path, body, { operator: OPERATOR });

  /** Asks the policy engine about a protected call. */
  async function call(token: string) {
    const event = httpApiEvent({ headers: { authorization: `Bearer ${token}` } });
    return (await functions.get("engine")?.invoke(event)) as {
      readonly isAuthorized: boolean;
      readonly context: { readonly reason: string };
    };
  }

  beforeAll(async () => {
    emulator = await step("start the AWS emulator", startAwsEmulator);
    keys = createServer(async (request, response) => {
      const { body } = await ask("shop-authenticator", "GET", request.url ?? "");
      response.end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
    const keySetUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/.well-known/jwks.json`;
    synthesizeIdentity(join(work.path, "cdktf.out"), keySetUrl);
    terraform = new TerraformFolder(folder, emulator.endpoint);
    terraform.override();
    await step("terraform init", () => terraform.init());
    await step("terraform validate", () => terraform.validate());
    await step("terraform plan", () => terraform.plan());
    await step("terraform apply", () => terraform.apply());
    const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as {
      resources: { type: string; instances: { attributes: Record<string, unknown> }[] }[];
    };
    for (const { type, instances } of state.resources) {
      if (type === "aws_lambda_function") await start(instances[0]?.attributes ?? {});
    }
  });

  afterAll(() => {
    for (const one of functions.values()) one.stop();
    keys?.close();
    emulator?.stop();
  });

  test("is what a second plan finds: nothing to change, and nothing to say", async () => {
    expect(await step("terraform plan, unchanged", () => terraform.plan())).toEqual([]);
    // Nobody acknowledges here that everybody may call the routes that are not operators'.
    await expectOpen(terraform, ["high CORDON-API-001 aws_apigatewayv2_route.identity_api_route"]);
  });

  async function invite(name: string): Promise<{ person: string; invitation: string }> {
    const { statusCode, body } = await operate("POST", "/operator/v1/invitations", {
      name,
      groups: ["oncall"],
    });
    expect(statusCode).toBe(201);
    return body;
  }

  test("operators are those whom API Gateway has authenticated, at their own function", async () => {
    const body = { name: "eve@example.com" };
    const path = "/operator/v1/invitations";
    expect((await ask("shop-operator", "POST", path, body)).statusCode).toBeGreaterThanOrEqual(401);
    const elsewhere = await ask("shop-authenticator", "POST", path, body, { operator: OPERATOR });
    expect(elsewhere.statusCode).toBe(404);
  });

  test("a person registers with a password and TOTP, and the policy engine believes the token", async () => {
    const { invitation } = await invite("ann@example.com");
    const { body: seed } = await post("/v1/registration/totp", { invitation });
    const totp = codeOf(fromBase32(seed.secret), Date.now());
    const registration = { invitation, password: "violet harbour 9 rivers", totp };
    const { statusCode, body } = await post("/v1/registration/password", registration);
    expect([statusCode, body.session?.acr]).toEqual([201, "aal2"]);
    expect(await call(body.access_token)).toMatchObject({ isAuthorized: true });
  });

  test("a person registers with a passkey, and signs in with it", async () => {
    const { person, invitation } = await invite("ben@example.com");
    const { body: options } = await post("/v1/registration/passkey/options", { invitation });
    const credential = ben.key.create(options.publicKey);
    expect((await post("/v1/registration/passkey", { invitation, credential })).statusCode).toBe(201);
    const { body: challenge } = await post("/v1/sign-in/passkey/options");
    const { statusCode, body } = await post("/v1/sign-in/passkey", {
      credential: ben.key.get(challenge.publicKey),
    });
    expect([statusCode, body.session?.acr]).toEqual([200, "aal2"]);
    Object.assign(ben, { person, token: body.access_token, sid: body.session.sid });
    expect(await call(ben.token)).toMatchObject({ isAuthorized: true });
  });

  test("a risk denies the next request, and a step-up with the passkey allows the one after", async () => {
    // Authentications are told by the second: the risk is younger than the sign-in, and the step-up than the risk.
    await wait(1100);
    const risk = { subject: `user:${ben.person}`, risk: 0.5, at: new Date().toISOString() };
    expect((await operate("PUT", "/operator/v1/risk", risk)).statusCode).toBe(204);
    expect(await call(ben.token)).toMatchObject({
      isAuthorized: false,
      context: { reason: "risk_too_high" },
    });
    await wait(1100);
    const { body: challenge } = await post("/v1/step-up/passkey/options", {}, ben.token);
    const { statusCode, body } = await post(
      "/v1/step-up/passkey",
      { credential: ben.key.get(challenge.publicKey) },
      ben.token,
    );
    expect([statusCode, body.session?.sid]).toEqual([200, ben.sid]);
    ben.token = body.access_token;
    expect(await call(ben.token)).toMatchObject({ isAuthorized: true });
  });

  test("a new signing key is made, and the old one still signs and counts", async () => {
    const { statusCode, body } = await operate("POST", "/operator/v1/keys", {});
    expect(statusCode).toBe(201);
    const { body: set } = await ask("shop-authenticator", "GET", "/.well-known/jwks.json");
    expect(set.keys.map(({ kid }: { kid: string }) => kid)).toContain(body.kid);
    expect(set.keys).toHaveLength(2);
    expect(await call(ben.token)).toMatchObject({ isAuthorized: true });
  });

  test("a sign-out is out with the next request", async () => {
    expect((await post("/v1/sign-out", {}, ben.token)).statusCode).toBe(204);
    expect(await call(ben.token)).toMatchObject({
      isAuthorized: false,
      context: { reason: "session_revoked" },
    });
  });

  test("every call left a record, and no factor in it", () => {
    const lines = functions.get("shop-authenticator")?.lines ?? [];
    const records = lines.map((line) => JSON.parse(line)).filter((line) => "action" in line);
    const actions = records.map(({ action }) => action);
    for (const one of ["RegisterPassword", "RegisterPasskey", "SignInPasskey", "StepUpPasskey", "SignOut"]) {
      expect(actions).toContain(`identity:${one}`);
    }
    expect(records.every((one) => one.function === "shop-authenticator")).toBe(true);
    expect(lines.join("")).not.toMatch(/violet harbour|@example\.com/u);
  });
});
