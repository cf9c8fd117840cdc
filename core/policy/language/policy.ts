/** What a policy does to the requests that it matches; deny overrides allow. */
export type Effect = "allow" | "deny";

/** A weekday as policies write it. */
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

/** Weekdays in the order of ISO 8601. */
export const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** When, by the wall clock of a time zone. */
export interface TimeSpecification {
  /** IANA time zone, for example "Europe/Berlin". */
  readonly zone: string;
  /** Days on which the window opens. @default - every day */
  readonly days?: readonly Weekday[];
  /** Wall clock "HH:MM" at which the window opens, inclusive. @default - midnight, the window is the whole day */
  readonly from?: string;
  /** Wall clock "HH:MM" at which it closes, exclusive; before `from` it closes on the next day. */
  readonly to?: string;
  /** Local dates "YYYY-MM-DD" on which the window does not open. @default - none */
  readonly holidays?: readonly string[];
}

/** From which countries, as ISO 3166-1 alpha-2 codes in upper case. */
export interface LocationSpecification {
  readonly countries?: readonly string[];
  readonly notCountries?: readonly string[];
}

/** From which addresses, as CIDR blocks without host bits. */
export interface NetworkSpecification {
  readonly cidrs?: readonly string[];
  readonly notCidrs?: readonly string[];
}

/** From which devices. */
export interface DeviceSpecification {
  readonly registered?: boolean;
  /** Lowest posture score, inclusive. */
  readonly postureAtLeast?: number;
}

/** After which authentication. */
export interface AuthenticationSpecification {
  /** Lowest authentication assurance level (NIST SP 800-63B: 1 to 3), inclusive. */
  readonly assuranceAtLeast?: number;
  /** Methods of which at least one was used, for example "webauthn". */
  readonly methods?: readonly string[];
  /** Greatest age of the authentication in seconds, inclusive. */
  readonly maxAgeSeconds?: number;
}

/** Up to which risk score. */
export interface RiskSpecification {
  /** Highest risk, inclusive. */
  readonly atMost: number;
  /**
   * Highest risk, inclusive, for who authenticated with a phishing-resistant method (`webauthn`) after the risk was
   * measured. @default - that helps nobody
   */
  readonly afterStepUp?: number;
}

/** A value that an attribute is compared with. */
export type Scalar = string | number | boolean;

/** How an attribute is compared. */
export type AttributeOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "notIn" | "contains";

export const ATTRIBUTE_OPERATORS: readonly AttributeOperator[] = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "notIn",
  "contains",
];

/** One comparison of an attribute of the subject or of the context with a value. */
export interface AttributeSpecification {
  /** `subject.<name>` for an attribute of the subject, `context.<path>` for a fact of the context. */
  readonly path: string;
  readonly operator: AttributeOperator;
  /** A list for `in` and `notIn`, a number or a text for the orders, else one value. */
  readonly value: Scalar | readonly Scalar[];
}

/** The conditions of a policy: all of them must hold. */
export interface Conditions {
  readonly time?: TimeSpecification;
  readonly location?: LocationSpecification;
  readonly network?: NetworkSpecification;
  readonly device?: DeviceSpecification;
  readonly authentication?: AuthenticationSpecification;
  readonly risk?: RiskSpecification;
  /** Whether a justification stands beside the request. */
  readonly justified?: boolean;
  readonly attributes?: readonly AttributeSpecification[];
}

/** Who may, or may not, do what on which resource under which conditions. */
export interface AccessPolicy {
  readonly id: string;
  readonly effect: Effect;
  /** "user:<id>", "service:<id>", "group:<name>", with `*` for any run of characters; "*" is everyone. */
  readonly subjects: readonly string[];
  /** Actions, with `*` for any run of characters. */
  readonly actions: readonly string[];
  /** Resources, with `*` for any run of characters. */
  readonly resources: readonly string[];
  /** Instant (RFC 3339, with a zone) from which the policy is valid, inclusive. */
  readonly notBefore?: string;
  /** Instant (RFC 3339, with a zone) at which it stops being valid, exclusive. */
  readonly expiresAt?: string;
  /** Why the policy exists; for its reviewers. */
  readonly justification?: string;
  readonly when?: Conditions;
}

/** A file of access policies. */
export interface AccessPolicyFile {
  readonly $schema?: string;
  readonly version: 1;
  readonly policies: readonly AccessPolicy[];
}
