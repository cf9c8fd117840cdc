import type { AUTHENTICATOR } from "../../core/contracts/authenticator.js";
import type { AccessLog } from "../detection/access-log.js";
import type { NodejsFunctionProps } from "../function/nodejs-function-props.js";
import type { PolicyEngine } from "../policy/policy-engine.js";

/** For whom passkeys are made (Web Authentication Level 3 section 4, "Relying Party"). */
export interface RelyingPartyProps {
  /** A domain, at or above that of every origin: "example.com". Passkeys are for it for good. */
  readonly id: string;
  /** What people read when they make a passkey. */
  readonly name: string;
}

/** Requests that API Gateway lets pass. */
export interface ThrottleProps {
  /** Requests a second, over time. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** Who signs in, where, and who believes it. */
export interface AuthenticatorProps {
  /**
   * Host name under which people and policy engines reach it; `https://<domain>` is the issuer of its tokens.
   * @default - none, which only development may have
   */
  readonly domain?: string;
  readonly relyingParty: RelyingPartyProps;
  /**
   * The policy engine that believes its tokens, in whose registry it writes sessions, devices and risks.
   * @default - the engine that is given `issuer`, before or later
   */
  readonly engine?: PolicyEngine;
  /** In development the domain may be missing, and pages of this machine (`http://localhost`) are taken. @default "production" */
  readonly environment?: "production" | "development";
  /**
   * Origins of the pages that may call it from a browser, besides that of the domain. Without a domain the first one is
   * the issuer.
   * @default - the domain's alone
   */
  readonly origins?: readonly string[];
  /** Audiences of its tokens besides itself. @default - none */
  readonly audiences?: readonly string[];
  /**
   * ACM certificate for the domain, in the region of the stack.
   * @default - one of its own, which ACM validates by DNS: in `hostedZoneId`, else the deployment waits until whoever keeps
   * the zone has made the record
   */
  readonly certificateArn?: string;
  /** Route 53 zone that gets the records of domain and certificate. @default - the records are yours */
  readonly hostedZoneId?: string;
  /**
   * Regional web ACL of AWS WAF. Only REST APIs can have one, so the API is a REST API then.
   * @default - an HTTP API, which throttles
   */
  readonly webAclArn?: string;
  /** @default - 50 requests a second, 100 at once */
  readonly throttle?: ThrottleProps;
  /** JSON file that says who may send security events (Shared Signals). @default - nobody may */
  readonly transmitters?: string;
  /** HTML file of the page on which people let the command line in. @default - a text that says that there is none */
  readonly authorizePage?: string;
  /** Takes the access log. @default - the functions' own log groups keep the records, and no lake */
  readonly log?: AccessLog;
  /** Attempts to sign in with names that nobody has, within five minutes, that raise an alarm. @default 20 */
  readonly unknownNameSpike?: number;
  /** Refused sign-ins, step-ups and recoveries within five minutes that raise an alarm. @default 50 */
  readonly failureSpike?: number;
  /** ARNs that alarms notify besides the topic of alarms. @default - none */
  readonly alarmActions?: readonly string[];
  /** Start of all names: 1 to 32 letters, digits and "-". @default - made from the path */
  readonly name?: string;
  /** Whether the table refuses to be deleted. @default true */
  readonly deletionProtection?: boolean;
  /** Days that log groups keep what is in them, a number that CloudWatch Logs knows. @default 400 */
  readonly logRetentionDays?: number;
  /** How both functions run. @default - as NodejsFunction says, with 1769 MB: passwords are hashed at one full CPU */
  readonly function?: Pick<
    NodejsFunctionProps<typeof AUTHENTICATOR>,
    "memoryMegabytes" | "permissionsBoundary" | "reservedConcurrency" | "runtime"
  >;
  /** No such option: a cookie with a Domain attribute goes to other hosts. */
  readonly cookieDomain?: never;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}
