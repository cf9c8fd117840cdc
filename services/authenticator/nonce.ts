import { createHmac, timingSafeEqual } from "node:crypto";
import { nonceSlot } from "../../core/identity/dpop.js";
import { committed } from "./commit.js";
import type { AuthenticatorPorts } from "./ports.js";

const KEY = "keys/nonce";
const KEY_BYTES = 32;
const CONTEXT = { purpose: "dpop-nonce" };

type NoncePorts = Pick<AuthenticatorPorts, "store" | "sealer" | "random">;

/** The key of every process, unsealed once in each. */
const keys = new WeakMap<AuthenticatorPorts["store"], Promise<Uint8Array>>();

/** The nonce of an instant (RFC 9449 section 8): nothing has to be kept to know it again. */
export async function nonceAt(ports: NoncePorts, now: number): Promise<string> {
  return nonceOf(await keyOf(ports), nonceSlot(now));
}

/** Whether a nonce is of this slot or the one before. */
export async function isFreshNonce(ports: NoncePorts, nonce: string, now: number): Promise<boolean> {
  const key = await keyOf(ports);
  const given = Buffer.from(nonce);
  const slot = nonceSlot(now);
  return [slot, slot - 1].some((one) => {
    const expected = Buffer.from(nonceOf(key, one));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
}

function nonceOf(key: Uint8Array, slot: number): string {
  return createHmac("sha256", key).update(String(slot)).digest("base64url");
}

function keyOf(ports: NoncePorts): Promise<Uint8Array> {
  const known = keys.get(ports.store) ?? storedKey(ports);
  keys.set(ports.store, known);
  // A key that could not be read is asked for again.
  known.catch(() => keys.delete(ports.store));
  return known;
}

async function storedKey({ store, sealer, random }: NoncePorts): Promise<Uint8Array> {
  const made = await sealer.seal(random(KEY_BYTES), CONTEXT);
  const sealed = await committed(store, async () => {
    const stored = await store.get<string>(KEY);
    if (stored !== undefined) return { changes: [], value: stored.value };
    return { changes: [{ change: "put", key: KEY, value: made, expected: 0 }], value: made };
  });
  return sealer.unseal(sealed, CONTEXT);
}
