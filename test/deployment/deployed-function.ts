import { spawn } from "node:child_process";
import { cleanEnvironment } from "../harness/command.js";

/** What the driver does inside the fresh process: one event a line in, one answer a line out on its own channel. */
const DRIVER = `
const { handler } = require(process.argv[1]);
const context = { getRemainingTimeInMillis: () => 8000 };
process.on("message", async (event) => process.send(await handler(event, context)));
process.send("ready");
`;

/**
 * A deployed archive in a fresh process that has the environment from Terraform's state, what Lambda itself adds, and
 * nothing else.
 */
export class DeployedFunction {
  readonly #child: ReturnType<typeof spawn>;
  /** What the function wrote to standard output: the lines of the access log. */
  readonly lines: string[] = [];
  /** What it wrote to standard error. */
  errors = "";

  private constructor(child: ReturnType<typeof spawn>) {
    this.#child = child;
    let rest = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      this.lines.push(...parts);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors += text;
    });
  }

  /** @param folder the unpacked archive */
  static async start(folder: string, variables: Readonly<Record<string, string>>): Promise<DeployedFunction> {
    const { PATH = "" } = cleanEnvironment();
    const child = spawn(process.execPath, ["-e", DRIVER, `${folder}/index.js`], {
      cwd: "/",
      env: { PATH, LAMBDA_TASK_ROOT: folder, ...variables },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const started = new DeployedFunction(child);
    await started.#next();
    return started;
  }

  /** The answer to one event. */
  async invoke(event: unknown): Promise<unknown> {
    if (this.#child.exitCode !== null) throw new Error(`The function ended before: ${this.errors}`);
    const answer = this.#next();
    this.#child.send(event as object);
    return await answer;
  }

  stop(): void {
    this.#child.kill();
  }

  #next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error(`The function ended: ${this.errors}`));
      this.#child.once("exit", ended);
      this.#child.once("message", (message) => {
        this.#child.off("exit", ended);
        resolve(message);
      });
    });
  }
}
