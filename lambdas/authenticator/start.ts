import { readFileSync } from "node:fs";
import { argon2Hasher } from "../../adapters/argon2/password-hasher.js";
import { noticeClient } from "../../adapters/aws/clients/clients.js";
import { snsNotices } from "../../adapters/aws/person-notices/sns-notices.js";
import { kmsSigner } from "../../adapters/aws/signer/kms-signer.js";
import { qrSvg } from "../../adapters/qr-code/qr-svg.js";
import { AUTHENTICATOR } from "../../core/contracts/authenticator.js";
import type { Environment } from "../../core/contracts/contract.js";
import { answering } from "../../services/authenticator/answering.js";
import { PERSON_ROUTES } from "../../services/authenticator/person-routes.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "../../services/authenticator/ports.js";
import { type ApiAnswer, answerEvents } from "../wiring/identity/answer-event.js";
import { commonPorts, type IdentityClients, identityClients } from "../wiring/identity/common-ports.js";
import { archivePath, type ProcessEnvironment, runsIn } from "../wiring/process-environment.js";
import { report } from "../wiring/report.js";
import { startOrThrow } from "../wiring/start.js";
import { transmittersOf } from "./transmitters.js";

type AuthenticatorEnvironment = Environment<typeof AUTHENTICATOR>;

/** What the function needs of AWS. */
export interface AuthenticatorClients extends IdentityClients {
  readonly notices: Parameters<typeof snsNotices>[0];
}

/** The function as its environment describes it. @throws Error for an environment that it cannot use */
export function startAuthenticator(
  env: ProcessEnvironment,
  clients: () => AuthenticatorClients = () => ({ ...identityClients(), notices: noticeClient() }),
  others: Partial<AuthenticatorPorts> = {},
): (event: unknown) => Promise<ApiAnswer> {
  return startOrThrow(AUTHENTICATOR, env, (environment) => {
    const ports = { ...portsOf(environment, clients()), ...others };
    const authenticate = answering(PERSON_ROUTES, settingsOf(environment, env), ports);
    return answerEvents(authenticate, "anybody");
  });
}

function settingsOf(environment: AuthenticatorEnvironment, env: ProcessEnvironment): AuthenticatorSettings {
  const [issuer = "", ...origins] = environment.origins;
  const textOf = (file: string | undefined) =>
    file === undefined ? undefined : readFileSync(archivePath(file, env), "utf8");
  const transmitters = textOf(environment.transmittersFile);
  return {
    origins: [issuer, ...origins],
    addresses: environment.addresses,
    relyingParty: { id: environment.relyingPartyId, name: environment.relyingPartyName },
    audiences: environment.audiences ?? [],
    transmitters: transmitters === undefined ? [] : transmittersOf(transmitters),
    authorizePage: textOf(environment.authorizePageFile),
    ...runsIn(env),
  };
}

function portsOf(environment: AuthenticatorEnvironment, clients: AuthenticatorClients): AuthenticatorPorts {
  const common = commonPorts(environment, clients);
  const tell = snsNotices(clients.notices, environment.noticeTopic);
  return {
    ...common,
    hasher: argon2Hasher(),
    signer: kmsSigner(clients.keys, common.store, environment.firstSigningKey),
    qrCode: qrSvg,
    // What the notice is of has happened; that it was not told is for the alarm on the function's errors to say.
    tell: (notice) => tell(notice).catch(report),
  };
}
