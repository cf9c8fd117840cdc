/** What a token must be to be believed. */
export interface TokenExpectations {
  /** The iss claim. */
  readonly issuer: string;
  /** The aud claims of which the token has one. */
  readonly audience: readonly string[];
  /** Signature algorithms; asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** The typ header ("at+jwt" is that of RFC 9068). @default - not looked at */
  readonly type?: string | undefined;
  /** Claims that are asked for besides iss, aud, sub, exp and iat. */
  readonly requiredClaims: readonly string[];
  /** How far the issuer's clock may differ from ours, in seconds. */
  readonly clockToleranceSeconds: number;
  /** Greatest age of a token in seconds, whatever its exp claim says. @default - its exp claim decides */
  readonly maximumAgeSeconds?: number | undefined;
}

/** Which claims hold what the access policies ask about. */
export interface ClaimNames {
  readonly groups: string;
  /** @default - tokens name no device */
  readonly device?: string | undefined;
  readonly session: string;
  /** The group of users that behave alike, for the access log. @default - the first group */
  readonly peerGroup?: string | undefined;
}

/** A way that leads to the API alone, and proves it with a secret header. */
export interface TrustedOrigin {
  /** Name of the header; its case does not matter. */
  readonly header: string;
  /** SHA-256 hashes of the secrets, in hexadecimal: two, while they rotate. A secret has at least 32 characters. */
  readonly secretHashes: readonly string[];
}

/** What a request to one route of the API does to what. */
export interface ApiRoute {
  readonly action: string;
  /** May hold parameters of the path: "orders/{id}". */
  readonly resource: string;
}

/** How the policy engine judges. */
export interface PolicyEngineSettings {
  readonly token: TokenExpectations;
  readonly claims: ClaimNames;
  /** The authentication assurance level (NIST SP 800-63B: 1 to 3) by the acr claim. */
  readonly assuranceLevels: Readonly<Record<string, number>>;
  readonly trustedOrigin?: TrustedOrigin | undefined;
  /** By route key: "GET /orders/{id}". Other requests are `http:<METHOD>` on the path without its first slash. */
  readonly routes: Readonly<Record<string, ApiRoute>>;
  /** Deny everything, because these settings stand in for ones that cannot be used. @default false */
  readonly unusable?: boolean;
  /** AWS region, for the access log. */
  readonly region?: string | undefined;
  /** The Lambda function that decides, for the access log. @default - none does */
  readonly functionName?: string | undefined;
}
