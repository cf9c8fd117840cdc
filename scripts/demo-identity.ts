import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { argon2Hasher } from "../adapters/argon2/password-hasher.js";
import { authenticatorListener } from "../adapters/http/authenticator-listener.js";
import { MemoryKeyValue } from "../adapters/local/key-value.js";
import { localIdentityPorts } from "../adapters/local/local-identity.js";
import { qrSvg } from "../adapters/qr-code/qr-svg.js";
import { sampleApi } from "../cli/identity/sample.js";
import { remedyInWords } from "../cli/policy/decision-table.js";
import { compile } from "../core/policy/engine/compile.js";
import { authenticator } from "../services/authenticator/authenticator.js";
import type { AuthenticatorSettings } from "../services/authenticator/ports.js";
import { SoftAuthenticator } from "../test/services/authenticator/soft-authenticator.js";

const SETTINGS: AuthenticatorSettings = {
  origins: ["https://login.example.com"],
  relyingParty: { id: "example.com", name: "Example" },
  audiences: [],
  // SHA-256 of "operator".
  operatorHash: "06e55b633481f7bb072957eabcf110c972e86691c3cfedabe088024bffe42f23",
};

/** Up to 0.3 whoever is signed in; up to 0.7 whoever used a passkey after the risk was measured. */
const POLICIES = compile([
  {
    id: "orders",
    effect: "allow",
    subjects: ["*"],
    actions: ["http:GET"],
    resources: ["sample/*"],
    when: { risk: { atMost: 0.3, afterStepUp: 0.7 } },
  },
]);

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a demo shows whatever came.
  readonly body: any;
}

/** A sign-in, a risk that closes an API, and the step-up that opens it again, as lines of at most 80 columns. */
export async function identityDemo(): Promise<string> {
  let now = Date.parse("2026-12-01T09:00:00Z");
  const report = (defect: unknown) => {
    throw defect;
  };
  const ports = localIdentityPorts({
    ...{ values: new MemoryKeyValue(), hasher: argon2Hasher(), qrCode: qrSvg, report },
    ...{ now: () => now, tell: async () => {}, logLine: () => {} },
  });
  const answer = authenticatorListener(authenticator(SETTINGS, ports), report);
  const sample = sampleApi({ settings: SETTINGS, ports, policies: POLICIES, logLine: () => {} });
  const server = createServer((request, response) => {
    void (request.url?.startsWith("/sample/") ? sample : answer)(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const call = async (method: string, path: string, body?: object, authorization = ""): Promise<Reply> => {
    const response = await fetch(address + path, {
      method,
      headers: { "content-type": "application/json", authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
  };
  try {
    return await story(call, (minutes) => {
      now += minutes * 60_000;
      return new Date(now).toISOString();
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

type Calls = (method: string, path: string, body?: object, authorization?: string) => Promise<Reply>;

async function story(call: Calls, pass: (minutes: number) => string): Promise<string> {
  const key = new SoftAuthenticator();
  const lines: string[] = [];
  const operator = (method: string, path: string, body: object) =>
    call(method, `/operator/v1/${path}`, body, "Bearer operator");
  const { person, invitation } = (await operator("POST", "invitations", { name: "ann@example.com" })).body;
  const asked = await call("POST", "/v1/registration/passkey/options", { invitation });
  const credential = key.create(asked.body.publicKey);
  const registered = await call("POST", "/v1/registration/passkey", { invitation, credential });
  let token = `Bearer ${registered.body.access_token}`;
  const say = (what: string, outcome: string) =>
    lines.push(`${pass(0).slice(11, 19)}  ${what.padEnd(45)}${outcome}`);
  const orders = async () => {
    pass(1);
    const { status, body } = await call("GET", "/sample/orders", undefined, token);
    say("ann calls GET /sample/orders", status === 200 ? "allow" : `deny, ${body.reason}`);
    const obligations = body.obligations ?? [];
    if (status !== 200)
      lines.push(`          ${status}; what would help: ${remedyInWords({ obligations }) || "nothing"}`);
  };
  const risk = async (measured: number, reason: string) => {
    const at = pass(1);
    await operator("PUT", "risk", { subject: `user:${person}`, risk: measured, at, reasons: [reason] });
    say(`detection: ${reason}`, `risk ${measured}`);
  };
  say("ann registers a passkey", registered.body.session.acr);
  await orders();
  await risk(0.5, "a download at night");
  await orders();
  pass(1);
  const { body } = await call("POST", "/v1/step-up/passkey/options", {}, token);
  const proof = { credential: key.get(body.publicKey) };
  const stepped = await call("POST", "/v1/step-up/passkey", proof, token);
  token = `Bearer ${stepped.body.access_token}`;
  say("ann uses the passkey once more", stepped.status === 200 ? "same session" : "refused");
  await orders();
  await risk(0.9, "a journey that nobody can make");
  await orders();
  return lines.join("\n");
}

if (import.meta.filename === process.argv[1]) process.stdout.write(`${await identityDemo()}\n`);
