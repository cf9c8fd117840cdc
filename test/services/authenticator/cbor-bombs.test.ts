import { describe, expect, it } from "vitest";
import { cbor } from "./cbor.js";
import { register, signIn, stepUp } from "./passkey-calls.js";
import { type Ceremony, SoftAuthenticator } from "./soft-authenticator.js";
import { signedIn, World } from "./world.js";

/** As much as a body of 64 KiB holds as base64url, with what stands around it. */
const MOST = 40_000;
/** The head of an item with a length of eight bytes. */
const head = (first: number, length: bigint) => {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(first);
  bytes.writeBigUInt64BE(length, 1);
  return bytes;
};
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const times = (count: number, ...bytes: number[]) =>
  Buffer.concat(Array.from({ length: count }, () => Buffer.from(bytes)));

/** Items that cost a reader its stack, its memory or its time, or that are of a kind it does not expect (RFC 8949). */
const BOMBS: readonly (readonly [string, Uint8Array])[] = [
  ["lists in lists", times(MOST, 0x81)],
  ["lists in lists that end", Buffer.concat([times(MOST - 1, 0x81), Buffer.from([0x80])])],
  ["lists in lists as deep as a stack just holds", Buffer.concat([times(3000, 0x81), Buffer.from([0x80])])],
  ["maps in maps", times(MOST / 2, 0xa1, 0x01)],
  ["tags on tags", times(MOST, 0xc1)],
  ["a map in the key of a map", times(MOST, 0xa1)],
  ["bytes of nine petabytes", head(0x5b, SAFE)],
  ["a text of nine petabytes", head(0x7b, SAFE)],
  ["a list of nine petabytes", Buffer.concat([head(0x9b, SAFE), times(MOST - 9, 0)])],
  ["a map of nine petabytes", Buffer.concat([head(0xbb, SAFE), times(MOST - 9, 0)])],
  ["a list of lists of nine petabytes", Buffer.concat(Array(4000).fill(head(0x9b, SAFE)))],
  [
    "a list of texts of nine petabytes",
    Buffer.concat([head(0x9b, SAFE), ...Array(4000).fill(head(0x7b, SAFE))]),
  ],
  ["bytes of 2^64 - 1", head(0x5b, 2n ** 64n - 1n)],
  ["bytes of 4 GiB", Buffer.from([0x5a, 0xff, 0xff, 0xff, 0xff])],
  ["a tag of 2^64 - 1", head(0xdb, 2n ** 64n - 1n)],
  ["bytes without an end", times(MOST, 0x5f)],
  ["a text without an end", times(MOST, 0x7f)],
  ["lists without an end", times(MOST, 0x9f)],
  ["maps without an end", times(MOST / 2, 0xbf, 0x01)],
  ["a list without an end that ends", Buffer.from([0x9f, 0xff])],
  ["a map without an end that ends", Buffer.from([0xbf, 0xff])],
  ["the end of nothing", Buffer.from([0xff])],
  ["a number", Buffer.from([0x00])],
  ["null", Buffer.from([0xf6])],
  ["undefined", Buffer.from([0xf7])],
  ["a text", Buffer.from([0x61, 0x61])],
  ["a list", Buffer.from([0x80])],
  ["a tag on a map", Buffer.from([0xc1, 0xa0])],
  ["half a float", Buffer.from([0xf9, 0x7e])],
  ["a map with a key twice", Buffer.from([0xa2, 0x01, 0x01, 0x01, 0x02])],
];

/** Where a registration takes CBOR from a stranger. */
const PLACES: readonly (readonly [string, (bytes: Uint8Array) => Ceremony])[] = [
  ["the attestation object", (rawObject) => ({ rawObject })],
  ["the attestation statement", (rawStatement) => ({ rawStatement })],
  ["the key", (rawKey) => ({ rawKey })],
  ["the key, wrapped in a map", (bytes) => ({ rawKey: Buffer.concat([Buffer.from([0xa1, 0x03]), bytes]) })],
  ["the authenticator data", (bytes) => ({ rawObject: objectWith(bytes) })],
];

/** An attestation object whose authenticator data is the item itself instead of bytes. */
function objectWith(item: Uint8Array): Buffer {
  const none = [cbor("fmt"), cbor("none"), cbor("attStmt"), cbor(new Map()), cbor("authData")];
  return Buffer.concat([Buffer.from([0xa3]), ...none, item]);
}

/** An attestation object of nothing, which is JSON's {} and no attestation. */
const EMPTY = Buffer.from([0xa0]);

describe.each(PLACES)("CBOR as %s of a registration", (_, how) => {
  it.each(BOMBS)("is refused: %s", async (__, bytes) => {
    const world = new World();
    const { reply, invitation } = await register(world, "ann", new SoftAuthenticator(), how(bytes));
    expect([reply.status, reply.body.reason, world.defects]).toEqual([400, "credential_refused", []]);
    expect(reply.headers["set-cookie"]).toBeUndefined();
    expect((await world.post("/v1/registration/passkey/options", { invitation })).status).toBe(200);
  });
});

describe("CBOR of strangers", () => {
  it("is an attestation object in the form of one alone", async () => {
    const world = new World();
    const { reply } = await register(world, "ann", new SoftAuthenticator(), { rawObject: EMPTY });
    expect([reply.status, reply.body.reason]).toEqual([400, "credential_refused"]);
  });

  it.each(BOMBS)("is refused as extensions of a registration: %s", async (_, rawExtensions) => {
    const world = new World();
    const { reply } = await register(world, "ann", new SoftAuthenticator(), { rawExtensions });
    expect([reply.status, reply.body.reason, world.defects]).toEqual([400, "credential_refused", []]);
  });

  it.each(BOMBS)("is refused as extensions of a sign-in and a step up: %s", async (_, rawExtensions) => {
    const world = new World();
    // A key that always says what a stranger wants, once it was registered.
    const how: { rawExtensions?: Uint8Array } = {};
    const ann = await register(world, "ann", new SoftAuthenticator(how));
    how.rawExtensions = rawExtensions;
    for (const reply of [await signIn(world, ann.key), await stepUp(world, ann, ann.key)]) {
      expect([reply.status, reply.body.reason, world.because, world.defects]).toEqual([
        401,
        "authentication_failed",
        "signature_invalid",
        [],
      ]);
      expect(signedIn(reply).token).toBeUndefined();
    }
  });

  it("is taken where it is an honest extension", async () => {
    const world = new World();
    const rawExtensions = cbor(new Map([["credProtect", 2]]));
    const ann = await register(world, "ann", new SoftAuthenticator({ rawExtensions }));
    expect(ann.reply.status).toBe(201);
    expect((await signIn(world, ann.key)).status).toBe(200);
  });
});
