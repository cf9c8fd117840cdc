import { kmsKeyMaker } from "../../adapters/aws/signer/kms-signer.js";
import { AUTHENTICATOR_OPERATOR } from "../../core/contracts/authenticator.js";
import { answering } from "../../services/authenticator/answering.js";
import { OPERATOR_ROUTES } from "../../services/authenticator/operator-routes.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "../../services/authenticator/ports.js";
import { type ApiAnswer, answerEvents } from "../wiring/identity/answer-event.js";
import { commonPorts, type IdentityClients, identityClients } from "../wiring/identity/common-ports.js";
import { type ProcessEnvironment, runsIn } from "../wiring/process-environment.js";
import { startOrThrow } from "../wiring/start.js";

const notHere = () => Promise.reject(new Error("Operators have no factors here."));

/** Operators handle no password, and tell nobody. */
const NO_FACTORS: Pick<AuthenticatorPorts, "hasher" | "qrCode" | "tell"> = {
  hasher: { hash: notHere, verify: notHere, isOutdated: () => false },
  qrCode: notHere,
  tell: notHere,
};

/** The function as its environment describes it. @throws Error for an environment that it cannot use */
export function startOperatorCalls(
  env: ProcessEnvironment,
  clients: () => IdentityClients = identityClients,
  others: Partial<AuthenticatorPorts> = {},
): (event: unknown) => Promise<ApiAnswer> {
  return startOrThrow(AUTHENTICATOR_OPERATOR, env, (environment) => {
    const made = clients();
    const common = commonPorts(environment, made);
    const signer = kmsKeyMaker(made.keys, common.store, {
      name: environment.identityName,
      signerRole: environment.signerRole,
    });
    const [issuer = "", ...origins] = environment.origins;
    const settings: AuthenticatorSettings = {
      origins: [issuer, ...origins],
      relyingParty: { id: "", name: "" },
      audiences: [],
      ...runsIn(env),
    };
    const authenticate = answering(OPERATOR_ROUTES, settings, {
      ...common,
      ...NO_FACTORS,
      signer,
      ...others,
    });
    return answerEvents(authenticate, "signed");
  });
}
