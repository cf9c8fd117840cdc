/** A signing key of the issuer. Instants are milliseconds since 1970. */
export interface RingKey {
  readonly kid: string;
  /** Its public half as a JSON web key. */
  readonly publicKey: Readonly<Record<string, unknown>>;
  readonly signsFrom: number;
}

/** The keys of the issuer, oldest first. */
export interface KeyRing {
  readonly keys: readonly RingKey[];
}

/** Everybody who caches the key set has read it again by then. */
const NOTICE = 15 * 60_000;
/** Every token of the old key has ended by then. */
const OVERLAP = 30 * 60_000;

/** The ring with a new key: it is published at once and signs later; the very first one signs at once. */
export function withKey(ring: KeyRing, key: Omit<RingKey, "signsFrom">, now: number): KeyRing {
  const signsFrom = ring.keys.length === 0 ? 0 : now + NOTICE;
  return { keys: [...publishedKeys(ring, now), { ...key, signsFrom }] };
}

/** The key that signs at an instant: the newest that may. */
export function signingKey({ keys }: KeyRing, now: number): RingKey | undefined {
  return keys.findLast(({ signsFrom }) => signsFrom <= now) ?? keys[0];
}

/** The keys that the key set shows: all but those whose successor has signed for long enough. */
export function publishedKeys({ keys }: KeyRing, now: number): readonly RingKey[] {
  return keys.filter((_, index) => {
    const successor = keys[index + 1];
    return successor === undefined || now < successor.signsFrom + OVERLAP;
  });
}
