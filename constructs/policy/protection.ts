import type { AccessPolicy } from "../../core/policy/language/policy.js";
import type { ApiRoute } from "./api-routes.js";
import type { AuthorizerCache } from "./authorizer-cache.js";
import type { OpenRoute } from "./open-routes.js";
import type { TrustedOriginProps } from "./trusted-origin.js";

/** How an API is protected. */
export interface ProtectOptions {
  /**
   * A CloudFront distribution before the API, which proves itself with a secret header; then the country of the viewer
   * is known.
   * @default - no header says where a request comes from
   */
  readonly trustedOrigin?: TrustedOriginProps;
  /** Routes that anybody may call. @default - none */
  readonly open?: readonly OpenRoute[];
  /**
   * Lets API Gateway reuse answers.
   * @default - none: the policy engine decides on every request
   */
  readonly cache?: AuthorizerCache;
}

/** What a protection needs of its policy engine. */
export interface ProtectingEngine {
  readonly functionName: string;
  readonly invokeArn: string;
  readonly policies: readonly AccessPolicy[];
  /** The table of routes. */
  readonly routes: Readonly<Record<string, ApiRoute>>;
  /** Whether rows of the registry, or grants, may allow what no policy of the bundle allows. */
  readonly rowsMayAllow: boolean;
  /** Name for the log group of an API's access log. */
  readonly apiLogGroupName: string;
  readonly keyArn: string;
  readonly logRetentionDays: number;
  readonly tags: Readonly<Record<string, string>>;
}
