/** What a refusal says to the caller, and what the access log keeps of it. */
export interface Refusal {
  readonly status: number;
  /** Outward: it never tells whether a person exists. */
  readonly reason: string;
  /** What really was wrong, for the access log. @default - the outward reason */
  readonly because?: string;
  /** Besides those of every answer. @default - none */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The whole body, where a standard has one of its own. @default - problem details */
  readonly body?: object;
  /** Members of the body besides those of every problem. @default - none */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Ends a request with a refusal: thrown by endpoints, and caught by the one who answers. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.because ?? refusal.reason);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/** 400 `invalid_request`. */
export function invalidRequest(): Refused {
  return new Refused({ status: 400, reason: "invalid_request" });
}

/** 503 `busy`: nothing was changed, and a second later it may go well. */
export function busy(): Refused {
  return new Refused({ status: 503, reason: "busy", headers: [["Retry-After", "1"]] });
}

/** 404, for what is not there and for what is somebody else's. */
export function notFound(): Refused {
  return new Refused({ status: 404, reason: "not_found" });
}

/** 401 `authentication_failed`, the one answer to every attempt that did not succeed. */
export function authenticationFailed(because: string): Refused {
  return new Refused({ status: 401, reason: "authentication_failed", because });
}

/** 400 `credential_refused`: a factor that cannot be bound. */
export function credentialRefused(because?: string): Refused {
  return new Refused({
    status: 400,
    reason: "credential_refused",
    ...(because === undefined ? {} : { because }),
  });
}

/** 401 `session_ended`, which takes the cookie away. */
export function sessionEnded(because?: string): Refused {
  return new Refused({
    status: 401,
    reason: "session_ended",
    ...(because === undefined ? {} : { because }),
  });
}
