import { verb } from "../command.js";
import { option, required } from "../options.js";
import type { ServeOptions } from "./serve-run.js";

/** `cordon identity serve`. */
export const identityServe = verb<readonly [], ServeOptions>({
  name: "serve",
  summary: "serve the authenticator from a folder",
  description:
    "Serves the authenticator on 127.0.0.1 until it is told to stop; everything lies in the folder, which processes may share.",
  notes: "With policies/*.json in the folder, GET /sample/… is behind the policy engine.",
  options: [
    required("--local <folder>", "where everything lies; local.json in it holds the operator's secret"),
    required("--port <port>", "port on 127.0.0.1; 0 for any that is free"),
    required("--rp-id <domain>", "relying party id: the domain that passkeys are for"),
    required("--origin <origin>", "origin of the pages; the first one is the issuer").argParser(
      (value: string, before: readonly string[] = []) => [...before, value],
    ),
    option("--now-file <file>", "an instant, read at each request, instead of the clock"),
  ],
  exitCodes: "0 stopped by SIGTERM or SIGINT, 2 bad usage or unreadable input.",
  example: "cordon identity serve --local demo --port 8787 --rp-id localhost --origin http://localhost:8787",
  load: async () => (await import("./serve-run.js")).runServe,
});
