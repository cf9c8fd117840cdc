/** What the caller of the policy engine knows about one access; every fact of `context` may be missing. */
export interface AccessRequest {
  readonly subject: {
    readonly id: string;
    /** @default "user" */
    readonly kind?: "user" | "service";
    /** @default - a member of no group */
    readonly groups?: readonly string[];
    readonly attributes?: Readonly<Record<string, unknown>>;
  };
  readonly action: string;
  readonly resource: string;
  readonly context?: AccessContext;
}

/** The facts around a request. A fact that is missing, null or of the wrong type is unknown to the conditions. */
export interface AccessContext {
  /** The instant of the request (RFC 3339, with a zone). The policy engine has no clock of its own. */
  readonly time?: string;
  readonly sourceIp?: string;
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country?: string;
  readonly device?: { readonly id?: string; readonly registered?: boolean; readonly posture?: number };
  readonly authentication?: {
    readonly assurance?: number;
    readonly methods?: readonly string[];
    /** The instant of the authentication (RFC 3339, with a zone). */
    readonly at?: string;
  };
  readonly risk?: number;
  /** The instant at which the risk was measured (RFC 3339, with a zone). */
  readonly riskAt?: string;
  readonly justification?: string;
  readonly [name: string]: unknown;
}

/** The subject of a request after it was checked. */
export interface RequestSubject {
  readonly kind: "user" | "service";
  readonly id: string;
  readonly groups: readonly string[];
  /** Whether `groups` is the whole list; false where the request's groups are not a list of texts. */
  readonly groupsKnown: boolean;
}

/** What makes a request one that no policy can judge. */
export interface RequestProblem {
  /** What is wrong, as a clause. */
  readonly problem: string;
  readonly got: string;
  readonly allowed: string;
}
