import { isDerSignature } from "../../core/identity/ecdsa-signature.js";

/** Major type of CBOR (RFC 8949 section 3.1). */
const MAP = 5;
/** COSE (RFC 9053 sections 2.1 and 7.1). */
const ALG = 3;
const ES256 = -7;

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
    readonly extensionsDataBuffer?: Uint8Array;
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

/** Whether extensions are a map, if there are any (WebAuthn L3 section 6.1): the library takes lists and texts, too. */
export function areExtensionsMap({
  extensionsDataBuffer: bytes,
}: {
  extensionsDataBuffer?: Uint8Array;
}): boolean {
  const [head = 0] = bytes ?? [];
  return bytes === undefined || head >> 5 === MAP;
}

/** Whether a signature has the form that the algorithm of a COSE key asks for: the library reads any BER as ECDSA's. */
export function isSignatureForm(key: ReadonlyMap<number, unknown>, signature: Uint8Array): boolean {
  return key.get(ALG) !== ES256 || isDerSignature(signature);
}
