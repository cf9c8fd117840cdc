import { App } from "cdktf";
import { CordonError, valueOrThrow } from "../core/errors.js";
import { ACCESS_CONTEXT_KEY, parseAccessConfig } from "./access-config.js";
import type { AccessStack } from "./access-stack.js";
import { API_CONTEXT_KEY, parseApiConfig } from "./api-config.js";
import { IDENTITY_CONTEXT_KEY, parseIdentityConfig } from "./identity-config.js";
import type { IdentityStack } from "./identity-stack.js";
import { CONTEXT_KEY, parseNetworkConfig } from "./network-config.js";
import { NetworkStack } from "./network-stack.js";

/** What `cdktf synth` runs: the reference stacks, as the context of cdktf.json configures them. */
async function main(): Promise<void> {
  const app = new App();
  const network = valueOrThrow(parseNetworkConfig(app.node.tryGetContext(CONTEXT_KEY)));
  const api: unknown = app.node.tryGetContext(API_CONTEXT_KEY);
  new NetworkStack(app, "network", network);
  const access: unknown = app.node.tryGetContext(ACCESS_CONTEXT_KEY);
  const broker = access === undefined ? undefined : await accessStack(app, access);
  const identity: unknown = app.node.tryGetContext(IDENTITY_CONTEXT_KEY);
  const authenticator = identity === undefined ? undefined : await identityStack(app, identity);
  if (api !== undefined) {
    const config = valueOrThrow(parseApiConfig(api, authenticator?.identity.issuer));
    // Only who has an API waits for what it needs.
    const { ApiStack } = await import("./api-stack.js");
    new ApiStack(app, "api", config, broker?.jit);
  }
  app.synth();
}

/** Only who has a broker waits for what it needs. */
async function accessStack(app: App, context: unknown): Promise<AccessStack> {
  const config = valueOrThrow(parseAccessConfig(context));
  const { AccessStack: Stack } = await import("./access-stack.js");
  return new Stack(app, "access", config);
}

/** Only who has an authenticator waits for what it needs. */
async function identityStack(app: App, context: unknown): Promise<IdentityStack> {
  const config = valueOrThrow(parseIdentityConfig(context));
  const { IdentityStack: Stack } = await import("./identity-stack.js");
  return new Stack(app, "identity", config);
}

main().catch((error: unknown) => {
  if (!(error instanceof CordonError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
