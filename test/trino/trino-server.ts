import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cleanEnvironment } from "../harness/command.js";
import { freePort } from "../harness/free-port.js";
import { findJava } from "./java.js";

const SERVER = fileURLToPath(new URL("server/", import.meta.url));
const STARTUP_SECONDS = 400;

/** A Trino of one node on loopback whose Hive catalog is one folder. */
export interface TrinoServer {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** The folder that the catalog calls `local:///`. */
  readonly folder: string;
  stop(): void;
}

/**
 * Starts Trino over an empty folder and waits until it answers.
 *
 * @throws Error with the output of Maven or of the server, if one of them fails
 */
export async function startTrino(): Promise<TrinoServer> {
  const java = findJava();
  if (java === undefined) throw new Error("No Java that Trino starts on was found.");
  const folder = mkdtempSync(join(tmpdir(), "cordon-trino-"));
  const port = await freePort();
  const server = spawn(
    java,
    [
      "-Xmx3g",
      "--add-modules",
      "jdk.incubator.vector",
      "-cp",
      classPath(folder),
      join(SERVER, "Server.java"),
      String(port),
      folder,
    ],
    { env: cleanEnvironment(), stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  let failure: string | undefined;
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-8000);
    });
  }
  server.on("error", ({ message }) => {
    failure = message;
  });
  server.on("exit", (code) => {
    failure ??= `it ended with exit code ${code}`;
  });
  const stop = () => {
    process.off("exit", stop);
    if (failure === undefined) server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  process.on("exit", stop);

  const deadline = Date.now() + STARTUP_SECONDS * 1000;
  while (failure === undefined && Date.now() < deadline) {
    if (/ready http/u.test(output)) return { url: `http://127.0.0.1:${port}`, folder, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  stop();
  throw new Error(`Trino did not start: ${failure ?? `no answer within ${STARTUP_SECONDS} s`}\n${output}`);
}

/** The jars of Trino, which Maven downloads the first time: some 300 MB. */
function classPath(folder: string): string {
  const file = join(folder, "class-path.txt");
  const { status, stdout, stderr } = spawnSync(
    "mvn",
    ["-q", "-B", "-f", SERVER, "dependency:build-classpath", `-Dmdep.outputFile=${file}`],
    { env: cleanEnvironment(), encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`Maven could not download Trino:\n${stdout}${stderr}`);
  return readFileSync(file, "utf8").trim();
}
