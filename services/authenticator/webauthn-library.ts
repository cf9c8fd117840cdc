/** What we use of @simplewebauthn/server 14: the declarations of its own need those of a browser. */
interface Verification {
  readonly verified: boolean;
}

interface Expectations {
  readonly response: object;
  readonly expectedChallenge: string;
  readonly expectedOrigin: string[];
  readonly expectedRPID: string;
  readonly requireUserVerification: true;
}

interface Server {
  verifyRegistrationResponse(
    options: Expectations & { readonly supportedAlgorithmIDs: number[] },
  ): Promise<Verification>;
  verifyAuthenticationResponse(
    options: Expectations & {
      readonly credential: { readonly id: string; readonly publicKey: Uint8Array; readonly counter: number };
    },
  ): Promise<Verification>;
}

interface Helpers {
  decodeAttestationObject(bytes: Uint8Array): ReadonlyMap<string, unknown>;
  parseAuthenticatorData(bytes: Uint8Array): {
    readonly credentialID?: Uint8Array;
    readonly credentialPublicKey?: Uint8Array;
  };
  decodeCredentialPublicKey(bytes: Uint8Array): ReadonlyMap<number, unknown>;
}

/** The verifications of the library; loaded by the first ceremony, because no other call needs them. */
export function webauthnServer(): Promise<Server> {
  return import("@simplewebauthn/server" as string);
}

/** The readers of the library. */
export function webauthnHelpers(): Promise<Helpers> {
  return import("@simplewebauthn/server/helpers" as string);
}
