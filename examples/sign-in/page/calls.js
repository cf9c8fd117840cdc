/** The access token lives in memory alone: the cookie, which no script reads, gives a new one. */
let token;

/** An answer that is no success. */
export class Denied extends Error {
  constructor(status, body, challenge) {
    super(body.reason ?? `status ${status}`);
    this.status = status;
    this.body = body;
    this.challenge = challenge;
  }
}

/** Calls the authenticator, or the API behind it. Throws Denied. */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer = text === "" ? {} : JSON.parse(text);
  if (response.ok) {
    if (answer.access_token !== undefined) token = answer.access_token;
    return answer;
  }
  if (answer.signal?.credentialId !== undefined) {
    // A passkey that nobody knows any more: the browser stops offering it.
    await PublicKeyCredential.signalUnknownCredential?.(answer.signal);
  }
  throw new Denied(response.status, answer, response.headers.get("www-authenticate"));
}

/** Forgets the token. */
export function forget() {
  token = undefined;
}

/** Makes a passkey: options from `path`/options, its answer to `path`. */
export async function createPasskey(path, more, label) {
  const { publicKey } = await call("POST", `${path}/options`, more ?? {});
  const options = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
  const credential = await navigator.credentials.create({ publicKey: options });
  return call("POST", path, { ...more, credential: credential.toJSON(), label });
}

/** Uses a passkey: options from `path`/options, its answer to `path`. */
export async function usePasskey(path) {
  const { publicKey } = await call("POST", `${path}/options`, {});
  const options = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
  const credential = await navigator.credentials.get({ publicKey: options });
  return call("POST", path, { credential: credential.toJSON() });
}
