import type { JSONWebKeySet } from "jose";

/** Who may send security events (RFC 8935), and how it proves to be who it is. */
export interface Transmitter {
  readonly iss: string;
  /** Whom its events are for, as it calls us. */
  readonly aud: string;
  /** The whole Authorization header that it sends. */
  readonly authorization: string;
  readonly jwks: JSONWebKeySet;
}
