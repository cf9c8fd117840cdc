import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cleanEnvironment } from "../../harness/command.js";
import type { CordonCommand } from "../cordon-command.js";

/** The origin of every served authenticator: what the browser would show, whatever port answers. */
export const ORIGIN = "http://localhost:8787";
export const OPERATOR = "an-operator's-secret";

/** What a call answered. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came.
  readonly body: any;
  readonly headers: Headers;
}

/** A process of `cordon identity serve`. */
export interface Served {
  readonly url: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** Sends SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  readonly process: ChildProcess;
}

/** Starts a process on a folder, with the clock of its file `now`. */
export async function served(command: CordonCommand, folder: string, origin = ORIGIN): Promise<Served> {
  const options = ["--local", folder, "--port", "0", "--rp-id", "localhost", "--origin", origin];
  const child = spawn(
    process.execPath,
    [command.program, "identity", "serve", ...options, "--now-file", "now"],
    {
      cwd: command.folder.path,
      env: cleanEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  process.once("exit", () => child.kill());
  const url = await new Promise<string>((resolve, reject) => {
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      const [, found] = /listening on (http:\/\/[\d.:]+)/u.exec(text) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}: ${text}`)));
  });
  return {
    url,
    process: child,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(url + path, {
        method,
        headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text.startsWith("{") ? JSON.parse(text) : text,
        headers: response.headers,
      };
    },
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", resolve);
        child.kill("SIGTERM");
      }),
  };
}

/** Prepares the folder of an authenticator: operator, policies, clock. */
export function prepare(
  command: CordonCommand,
  folder: string,
  policies: readonly object[],
  now: string,
): void {
  command.write(`${folder}/local.json`, { operator: OPERATOR });
  command.write(`${folder}/policies/sample.json`, { version: 1, policies });
  setClock(command, now);
}

/** Sets the clock of every process in the folder. */
export function setClock({ folder }: CordonCommand, now: string): void {
  writeFileSync(join(folder.path, "now"), `${now}\n`);
}

/** The lines of a file of JSON. */
export function jsonLines({ folder }: CordonCommand, name: string): readonly Record<string, unknown>[] {
  const text = readFileSync(join(folder.path, name), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
