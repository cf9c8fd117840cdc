/** What went wrong in a call to the outside world, as far as it decides what happens next. */
export type OutsideErrorKind =
  /** Try again later: throttling, a time-out, an answer 5xx. */
  | "throttled"
  /** What the call is about does not exist, or not yet where the caller reads. */
  | "absent"
  /** Somebody else changes it at this moment. */
  | "busy"
  /** Something still hangs on what should be deleted. */
  | "delete-conflict"
  /** A quota is reached. */
  | "limit"
  /** AWS lets nobody change it. */
  | "unmodifiable"
  /** The call is refused, whatever is tried again. */
  | "refused";

/** A call to the outside world that failed. */
export class OutsideError extends Error {
  readonly kind: OutsideErrorKind;

  constructor(kind: OutsideErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutsideError";
    this.kind = kind;
  }
}
