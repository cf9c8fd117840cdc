import type { Person } from "../../core/identity/person.js";
import type { Session } from "../../core/identity/session.js";
import type { JsonObject } from "../../core/json/values.js";
import type { TokenSubject } from "../policy-engine/token/claims.js";
import type { Answer, AuthenticatorRequest } from "./http.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "./ports.js";

/** Who a token speaks for, with what is stored of it. */
export interface Caller {
  readonly subject: TokenSubject;
  readonly person: Person;
  readonly session: Session;
}

/** What the access log keeps besides the outcome; endpoints fill it in as soon as they know. */
export interface Noted {
  person?: string;
  session?: string;
  device?: string;
  peerGroup?: string;
}

/** One request on its way through an endpoint. */
export interface Call {
  readonly request: AuthenticatorRequest;
  readonly body: JsonObject;
  /** Parameters of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, the one instant of this request. */
  readonly now: number;
  readonly ports: AuthenticatorPorts;
  readonly settings: AuthenticatorSettings;
  readonly noted: Noted;
  /** Thumbprint of the key that the request proved to hold (RFC 9449). @default - none */
  readonly keyThumbprint?: string | undefined;
}

/** A call with a token. */
export interface TokenCall extends Call {
  readonly caller: Caller;
}

/** Answers one kind of call. @throws Refused */
export type Endpoint<OneCall extends Call = Call> = (call: OneCall) => Promise<Answer>;
