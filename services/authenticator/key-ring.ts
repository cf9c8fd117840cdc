import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { type KeyRing, publishedKeys, withKey } from "../../core/identity/key-ring.js";
import { committed } from "./commit.js";
import type { AuthenticatorPorts } from "./ports.js";
import { KEYS } from "./rows.js";

type RingPorts = Pick<AuthenticatorPorts, "store" | "signer" | "now">;

/** The keys of the issuer; the first one is made when somebody first asks. */
export async function ringOf(ports: RingPorts): Promise<KeyRing> {
  const stored = await ports.store.get<KeyRing>(KEYS.ring);
  return stored === undefined || stored.value.keys.length === 0 ? addKey(ports, true) : stored.value;
}

/** Adds a key. @param onlyFirst leaves a ring alone that has one already */
export function addKey(ports: RingPorts, onlyFirst = false): Promise<KeyRing> {
  // Made once, however often others are in between.
  let made: ReturnType<RingPorts["signer"]["create"]> | undefined;
  return committed(ports.store, async () => {
    const stored = await ports.store.get<KeyRing>(KEYS.ring);
    const ring = stored?.value ?? { keys: [] };
    if (onlyFirst && ring.keys.length > 0) return { changes: [], value: ring };
    made ??= ports.signer.create();
    const value = withKey(ring, await made, ports.now());
    return {
      changes: [{ change: "put", key: KEYS.ring, value, expected: stored?.version ?? 0 }],
      value,
    };
  });
}

/** The key set that everybody may read (RFC 7517 section 5). */
export async function keySetOf(ports: RingPorts): Promise<JSONWebKeySet> {
  const keys = publishedKeys(await ringOf(ports), ports.now());
  return {
    keys: keys.map(({ kid, publicKey }) => ({ ...publicKey, kid, alg: "ES256", use: "sig" })) as never,
  };
}

/** The key for a token, of the key set as it stands. Imported keys are kept while the set stays the same. */
export function issuerKeys(ports: RingPorts): JWTVerifyGetKey {
  let known: { readonly kids: string; readonly find: JWTVerifyGetKey } | undefined;
  return async (header, token) => {
    const set = await keySetOf(ports);
    const kids = JSON.stringify(set.keys.map(({ kid }) => kid));
    if (known?.kids !== kids) known = { kids, find: createLocalJWKSet(set) };
    return known.find(header, token);
  };
}
