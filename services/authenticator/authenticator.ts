import { type Authenticator, answering } from "./answering.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "./ports.js";
import { ROUTES } from "./routes.js";

export type { Authenticator } from "./answering.js";

/** The whole authenticator over its ports. */
export function authenticator(settings: AuthenticatorSettings, ports: AuthenticatorPorts): Authenticator {
  return answering(ROUTES, settings, ports);
}
