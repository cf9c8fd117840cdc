import type { IncomingMessage } from "node:http";
import type { AccessPolicy } from "../core/policy/language/policy.js";
import type { DecisionSources } from "../services/policy-engine/ports.js";
import type { Target } from "../services/policy-engine/presented-request.js";
import type { ClaimNames, TrustedOrigin } from "../services/policy-engine/settings.js";

/** Whose tokens are believed. */
export interface TokenOptions {
  /** The iss claim. */
  readonly issuer: string;
  /** The aud claim, or several of which a token must have one. */
  readonly audience: string | readonly string[];
  /** URL of the issuer's JSON web key set: https, or http on the machine itself. */
  readonly keySetUrl: string;
  /** Asymmetric signature algorithms. @default RS256 and ES256 */
  readonly algorithms?: readonly string[];
  /** The typ header; "any" for one that is not looked at. @default "at+jwt" (RFC 9068) */
  readonly type?: string;
  /** @default - iss, aud, sub, exp and iat */
  readonly requiredClaims?: readonly string[];
  /** How far the issuer's clock may differ from ours, from 0 to 300. @default 5 */
  readonly clockToleranceSeconds?: number;
  /** Greatest age of a token, from 60 to 86400. @default - its exp claim decides */
  readonly maximumAgeSeconds?: number;
}

/** A remote policy decision point that speaks AuthZEN Authorization API 1.0. */
export interface RemoteEvaluation {
  /** URL of its access evaluation endpoint: https, or http on the machine itself. */
  readonly url: string;
  /** Sends the request; sign it there, where the endpoint asks for AWS Signature Version 4. @default fetch */
  readonly fetch?: typeof fetch;
  /** Headers of each request, such as the middleware's own credentials. @default - none */
  readonly headers?: () => Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
}

/** How requests are judged. */
export interface ZeroTrustOptions {
  readonly token: TokenOptions;
  /**
   * Access policies to decide by in this process: a policy file, a folder of them with the folders in it, or the
   * policies themselves. Either these or `evaluation`.
   */
  readonly policies?: string | readonly AccessPolicy[];
  /** A remote policy decision point. Either this or `policies`. */
  readonly evaluation?: RemoteEvaluation;
  /**
   * What is known of devices and revocations, for decisions in this process.
   * @default - nothing: a token that names a device is refused as `device_unknown`, unless `claims.device` is left out
   */
  readonly registry?: DecisionSources["registry"];
  /**
   * What a request does to what.
   * @default - the method as `http:<METHOD>`, HEAD as `http:GET`, and the path without its first slash
   */
  readonly target?: (request: IncomingMessage, usual: Target) => Target;
  /** @default - groups in "groups", the session in "sid", no device */
  readonly claims?: Partial<ClaimNames>;
  /** Authentication assurance level (1 to 3) by acr claim. @default - aal1, aal2 and aal3 */
  readonly assuranceLevels?: Readonly<Record<string, number>>;
  /**
   * Whether the policies of single subjects, of the registry, may also allow; their denials always count.
   * @default false
   */
  readonly subjectPolicies?: boolean;
  /** Age at which a measured posture stops counting, from 60 to 2592000; for decisions in this process. @default 86400 */
  readonly postureMaximumAgeSeconds?: number;
  /** A way into the server that proves itself with a secret header. @default - no header says where a request is from */
  readonly trustedOrigin?: TrustedOrigin;
  /**
   * Address of the caller.
   * @default - the other end of the connection; behind a proxy that is the proxy
   */
  readonly sourceIp?: (request: IncomingMessage) => string | undefined;
  /** Time after which a decision that is not ready is a denial, from 1 to 60000. @default 3000 */
  readonly deadlineMilliseconds?: number;
  /**
   * Takes one line of JSON a decision, with its line break, at once: where it throws, nobody is let through; a promise
   * is not waited for.
   * @default - standard output
   */
  readonly log?: (line: string) => void;
  /** Takes defects, which were answered with a denial. @default - standard error */
  readonly report?: (defect: unknown) => void;
}
