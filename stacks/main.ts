import { App } from "cdktf";
import { CordonError, valueOrThrow } from "../core/errors.js";
import { CONTEXT_KEY, parseNetworkConfig } from "./network-config.js";
import { NetworkStack } from "./network-stack.js";

/** What `cdktf synth` runs: the reference stacks, as the context of cdktf.json configures them. */
function main(): void {
  const app = new App();
  const config = valueOrThrow(parseNetworkConfig(app.node.tryGetContext(CONTEXT_KEY)));
  new NetworkStack(app, "network", config);
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof CordonError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
