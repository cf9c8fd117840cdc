import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../harness/command.js";
import { freePort } from "../harness/free-port.js";

/** A moto server on loopback: the AWS APIs with their state in memory, and nothing behind them. */
export interface AwsEmulator {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): void;
}

/** Accepted by the emulator and by nothing else. */
export const EMULATOR_CREDENTIALS = {
  accessKeyId: "emulator",
  secretAccessKey: "emulator",
} as const;

const STARTUP_SECONDS = 60;

/**
 * Starts an emulator on a free port and waits until it answers.
 *
 * @param account whose resources it has. @default "123456789012"
 *
 * @throws Error with the server's output if it ends early or does not answer within a minute
 */
export async function startAwsEmulator({
  account = "123456789012",
}: {
  readonly account?: string;
} = {}): Promise<AwsEmulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    env: {
      ...cleanEnvironment(),
      // Without it the emulator knows no policy of AWS's own, and attaching one fails.
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      MOTO_ACCOUNT_ID: account,
      // What the emulator does otherwise than AWS.
      PYTHONPATH: fileURLToPath(new URL("emulator", import.meta.url)),
    },
    // A group of its own, so that a wrapper script and the server it starts end together.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let failure: string | undefined;
  let output = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-4000);
    });
  }
  server.on("error", (error) => {
    failure = error.message;
  });
  server.on("exit", (code) => {
    failure ??= `it ended with exit code ${code}`;
  });
  const stop = () => {
    process.off("exit", stop);
    if (server.pid === undefined || failure !== undefined) return;
    process.kill(-server.pid, "SIGTERM");
  };
  process.on("exit", stop);

  const deadline = Date.now() + STARTUP_SECONDS * 1000;
  while (failure === undefined && Date.now() < deadline) {
    if (await answers(endpoint)) return { endpoint, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  stop();
  const reason = failure ?? `no answer within ${STARTUP_SECONDS} s`;
  throw new Error(`moto_server did not start on port ${port}: ${reason}\n${output}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/`)).ok;
  } catch {
    return false;
  }
}

/**
 * Lets the emulator issue a certificate, which a user of the examples brings along, and returns its ARN.
 *
 * One request does not earn another SDK client; the emulator reads service and region from the signature's scope and
 * never checks the signature.
 */
export async function requestCertificate({ endpoint }: AwsEmulator, region: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-amz-json-1.1",
      "X-Amz-Target": "CertificateManager.RequestCertificate",
      Authorization: `AWS4-HMAC-SHA256 Credential=${EMULATOR_CREDENTIALS.accessKeyId}/20260101/${region}/acm/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify({ DomainName: "shop.example.com" }),
  });
  const { CertificateArn } = (await response.json()) as { CertificateArn?: string };
  if (CertificateArn === undefined) throw new Error(`the emulator issued no certificate: ${response.status}`);
  return CertificateArn;
}
