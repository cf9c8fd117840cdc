import type { JSONWebKeySet } from "jose";

/** Who may send security events (RFC 8935), and how it proves to be who it is. */
export type Transmitter = TransmitterBase &
  (
    | {
        /** The whole Authorization header that it sends. */
        readonly authorization: string;
      }
    | {
        /** SHA-256 of that header, in hexadecimal, where the header itself should not lie about. */
        readonly authorizationHash: string;
      }
  );

interface TransmitterBase {
  readonly iss: string;
  /** Whom its events are for, as it calls us. */
  readonly aud: string;
  readonly jwks: JSONWebKeySet;
}
