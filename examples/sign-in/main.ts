import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/*
 * The authenticator with a small page in front of it, both on one origin: npx tsx examples/sign-in/main.ts
 */
const HERE = fileURLToPath(new URL(".", import.meta.url));
const COMMAND = process.env["CORDON_COMMAND"] ?? join(HERE, "../../cli/launch.js");
const PAGE: Readonly<Record<string, readonly [file: string, type: string]>> = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/authorize": ["index.html", "text/html; charset=utf-8"],
  "/style.css": ["style.css", "text/css; charset=utf-8"],
  "/app.js": ["app.js", "text/javascript; charset=utf-8"],
  "/calls.js": ["calls.js", "text/javascript; charset=utf-8"],
};
const CONTENT_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const folder = mkdtempSync(join(tmpdir(), "cordon-sign-in-"));
const operator = randomBytes(24).toString("base64url");
mkdirSync(join(folder, "policies"));
copyFileSync(join(HERE, "policies.json"), join(folder, "policies/policies.json"));
writeFileSync(join(folder, "local.json"), JSON.stringify({ operator }), { mode: 0o600 });

const page = createServer((incoming, response) => {
  const file = incoming.method === "GET" ? PAGE[(incoming.url ?? "").replace(/\?.*$/s, "")] : undefined;
  if (file === undefined) forward(incoming, response);
  else {
    response.setHeader("content-type", file[1]);
    response.setHeader("content-security-policy", CONTENT_POLICY);
    response.setHeader("referrer-policy", "no-referrer");
    response.end(readFileSync(join(HERE, "page", file[0])));
  }
});
await new Promise<void>((resolve) => page.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", resolve));
const origin = `http://localhost:${(page.address() as AddressInfo).port}`;

const options = ["--local", folder, "--port", "0", "--rp-id", "localhost", "--origin", origin];
const served = spawn(process.execPath, [COMMAND, "identity", "serve", ...options], {
  stdio: ["ignore", "inherit", "pipe"],
});
process.once("exit", () => served.kill());
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
const authenticator = await new Promise<URL>((resolve, reject) => {
  let text = "";
  served.stderr.setEncoding("utf8").on("data", (part: string) => {
    text += part;
    const [, url] = /listening on (http:\S+),/.exec(text) ?? [];
    if (url !== undefined) resolve(new URL(url));
  });
  served.once("exit", (code) => reject(new Error(`cordon ended with ${code}: ${text}`)));
});

/** Sends a request on to the authenticator as it is. */
function forward(incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url: path, headers } = incoming;
  const target = { host: authenticator.hostname, port: authenticator.port, method, path, headers };
  const outgoing = request(target, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on("error", () => response.writeHead(502).end());
  incoming.pipe(outgoing);
}

const invited = await fetch(new URL("/operator/v1/invitations", authenticator), {
  method: "POST",
  headers: { authorization: `Bearer ${operator}`, "content-type": "application/json" },
  body: JSON.stringify({ name: "ann@example.com", display_name: "Ann" }),
});
const { person, invitation } = (await invited.json()) as { person: string; invitation: string };
process.stderr.write(`The page is ${origin}/#invitation=${invitation}

What its risk does to it (orders stays open, payroll asks for a passkey again):

  curl -X PUT ${origin}/operator/v1/risk -H "authorization: Bearer ${operator}" -H "content-type: application/json" \\
    -d '{"subject":"user:${person}","risk":0.5,"at":"'$(date -u +%FT%TZ)'"}'

Everything lies in ${folder}.
`);
