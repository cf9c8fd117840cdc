import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { argon2Hasher } from "../../adapters/argon2/password-hasher.js";
import { authenticatorListener } from "../../adapters/http/authenticator-listener.js";
import { openLocalIdentity } from "../../adapters/local/local-identity.js";
import { qrSvg } from "../../adapters/qr-code/qr-svg.js";
import { maskSecrets } from "../../core/detection/mask.js";
import { quote } from "../../core/errors.js";
import { compile } from "../../core/policy/engine/compile.js";
import { parseInstant } from "../../core/time/instant.js";
import { authenticator } from "../../services/authenticator/authenticator.js";
import { ringOf } from "../../services/authenticator/key-ring.js";
import type { AuthenticatorSettings } from "../../services/authenticator/ports.js";
import { refusedOption } from "../input/refuse-option.js";
import { EXIT } from "../output/exit-codes.js";
import { loadPolicies } from "../policy/policy-files.js";
import type { Streams } from "../streams.js";
import { readLocalFile } from "./local-file.js";
import { sampleApi } from "./sample.js";
import { originsOf, portOf, relyingPartyIdOf } from "./serve-options.js";

/** The options of `cordon identity serve`. */
export interface ServeOptions {
  readonly local: string;
  readonly port: string;
  readonly rpId: string;
  readonly origin: readonly string[];
  readonly nowFile?: string;
}

const HOST = "127.0.0.1";

/** Serves the authenticator from a folder until the process is told to stop. */
export async function runServe(_: readonly [], options: ServeOptions, streams: Streams): Promise<number> {
  const stop = toldToStop();
  const port = portOf(options.port);
  const rpId = relyingPartyIdOf(options.rpId);
  const folder = options.local;
  const { operator, transmitters } = readLocalFile(folder);
  const settings: AuthenticatorSettings = {
    origins: originsOf(options.origin, rpId),
    relyingParty: { id: rpId, name: rpId },
    audiences: [],
    transmitters,
    ...(operator === undefined ? {} : { operatorHash: createHash("sha256").update(operator).digest("hex") }),
  };
  const policyFolder = join(folder, "policies");
  const policies = compile(existsSync(policyFolder) ? loadPolicies(policyFolder).policies : []);
  const report = (defect: unknown) => {
    // Nobody waits for it: the request that met the defect is answered already.
    void streams.err.write(
      `${maskSecrets(defect instanceof Error ? (defect.stack ?? "") : String(defect))}\n`,
    );
  };
  const { ports, logLine, close } = openLocalIdentity(folder, {
    hasher: argon2Hasher(),
    qrCode: qrSvg,
    now: clock(options.nowFile),
    report,
  });
  try {
    await ringOf(ports);
    const server = createServer();
    await listening(server, port);
    const { port: bound } = server.address() as AddressInfo;
    const reached = { ...settings, addresses: [`http://${HOST}:${bound}`] };
    const answer = authenticatorListener(authenticator(reached, ports), report);
    const sample = sampleApi({ settings: reached, ports, policies, logLine });
    server.on("request", (request, response) => {
      const isSample = /^\/sample(?:[/?]|$)/u.test(request.url ?? "");
      void (isSample ? sample : answer)(request, response);
    });
    await streams.err.write(`listening on http://${HOST}:${bound}, issuer ${settings.origins[0]}\n`);
    await stop;
    await closed(server);
  } finally {
    await close();
  }
  return EXIT.clean;
}

/** The instant of the file, read each time; without a file the clock's. */
function clock(file: string | undefined): () => number {
  if (file === undefined) return Date.now;
  return () => {
    if (!existsSync(file)) return Date.now();
    const text = readFileSync(file, "utf8").trim();
    const instant = parseInstant(text);
    if (Number.isNaN(instant)) throw new Error(`The file of --now-file holds no instant: ${quote(text)}`);
    return instant;
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        refusedOption({
          where: "--port",
          summary: `nothing can listen there (${error.code ?? error.message})`,
          got: String(port),
          allowed: "a port that is free",
          fix: "stop what listens there, or name another port",
        }),
      ),
    );
    server.listen(port, HOST, resolve);
  });
}

/** Resolves when the process is told to stop: from now on, before anything listens. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off("SIGTERM", stop);
      process.off("SIGINT", stop);
      resolve();
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
  });
}

/** Lets those who are being answered have their answer. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // A client that keeps its connection busy does not keep the process.
    setTimeout(() => server.closeAllConnections(), 1000).unref();
  });
}
