import { ANY_OBJECT, bytesField, type Field, fieldsOf, listOf, optional, TEXT } from "./body.js";

const BYTES = bytesField(1);
/** Browsers write null for a handle that there is none of. */
const HANDLE: Field<string | undefined> = (value) =>
  value === undefined || value === null ? undefined : bytesField()(value);
const NUMBER: Field<number> = (value) => Number(value);
const ATTACHMENT: Field<string | undefined> = (value) => (value === null ? undefined : optional(TEXT)(value));

/** RegistrationResponseJSON (WebAuthn L3 section 5.1.8.1), its bytes canonical. */
export interface RegistrationCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: { readonly clientDataJSON: string; readonly attestationObject: string } & Partial<{
    readonly transports: readonly string[];
  }>;
}

/** AuthenticationResponseJSON (WebAuthn L3 section 5.1.8.1), its bytes canonical. */
export interface AuthenticationCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: {
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
    readonly userHandle: string | undefined;
  };
}

/** A credential as a browser writes it after a registration. */
export const REGISTRATION_CREDENTIAL: Field<RegistrationCredential> = (value) => {
  const { id, rawId, type, response } = fieldsOf(value, {
    ...COMMON,
    response: (inner: unknown) =>
      fieldsOf(inner, {
        clientDataJSON: BYTES,
        attestationObject: BYTES,
        authenticatorData: optional(BYTES),
        publicKey: optional(HANDLE),
        publicKeyAlgorithm: optional(NUMBER),
        transports: optional(listOf(TEXT, 16)),
      }),
  });
  const { clientDataJSON, attestationObject, transports } = response;
  return {
    id,
    rawId,
    type,
    response: { clientDataJSON, attestationObject, ...(transports === undefined ? {} : { transports }) },
  };
};

/** A credential as a browser writes it after an authentication. */
export const AUTHENTICATION_CREDENTIAL: Field<AuthenticationCredential> = (value) => {
  const { id, rawId, type, response } = fieldsOf(value, {
    ...COMMON,
    response: (inner: unknown) =>
      fieldsOf(inner, {
        clientDataJSON: BYTES,
        authenticatorData: BYTES,
        signature: BYTES,
        userHandle: HANDLE,
        attestationObject: optional(HANDLE),
      }),
  });
  return { id, rawId, type, response };
};

const COMMON = {
  id: BYTES,
  rawId: BYTES,
  type: TEXT,
  authenticatorAttachment: ATTACHMENT,
  clientExtensionResults: optional(ANY_OBJECT),
};
