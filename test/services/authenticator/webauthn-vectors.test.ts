import { describe, expect, it } from "vitest";
import { registeredPasskey } from "../../../services/authenticator/passkey-registration.js";
import { Refused } from "../../../services/authenticator/refused.js";
import { KEYS } from "../../../services/authenticator/rows.js";
import { World } from "./world.js";

/** Of WebAuthn L3 section 16 (Test Vectors); most others have no user verified, or attestation that nobody asks for. */
const VECTORS = [
  {
    name: "packed-self-es256",
    challenge: "7869c2b772d4b58eba9378cf8f29e26cf935aa77df0da89fa99c0bdc0a76f7e5",
    id: "455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a865ecdca129cbef58c",
    clientDataJSON:
      "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a2265476e4374334c5574" +
      "5936366b336a506a796e6962506b31716e666644616966715a774c33417032392d55222c226f726967696e223a226874" +
      "7470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c226578747261446174" +
      "61223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e" +
      "616c206669656c647320696e20746865206675747572652c207375636820617320746869733a205539685458764b4532" +
      "55526b4d6e625f307859485667227d",
    attestationObject:
      "a363666d74667061636b65646761747453746d74a263616c672663736967584630440220067a20754ab925005dbf3780" +
      "97c92120031581c73228d1fb4f5b881bcd7da98302207fc7b147558c7c0eba3af18bd9d121fa3d3a26d17fe3f2202721" +
      "78f473b6006d68617574684461746158a4bfabc37432958b063360d3ad6461c9c4735ae7f8edd46592a5e0f01452b2e4" +
      "b55d00000000df850e09db6afbdfab51697791506cfc0020455ef34e2043a87db3d4afeb39bbcb6cc32df9347c789a86" +
      "5ecdca129cbef58ca5010203262001215820eb151c8176b225cc651559fecf07af450fd85802046656b34c18f6cf1938" +
      "43c5225820927b8aa427a2be1b8834d233a2d34f61f13bfd44119c325d5896e183fee484f2",
  },
  {
    name: "none-es256",
    challenge: "00c30fb78531c464d2b6771dab8d7b603c01162f2fa486bea70f283ae556e130",
    id: "f91f391db4c9b2fde0ea70189cba3fb63f579ba6122b33ad94ff3ec330084be4",
    clientDataJSON:
      "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a22414d4d507434557878" +
      "475453746e63647134313759447742466938767049612d7077386f4f755657345441222c226f726967696e223a226874" +
      "7470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a66616c73652c226578747261446174" +
      "61223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e" +
      "616c206669656c647320696e20746865206675747572652c207375636820617320746869733a20426b5165446a646354" +
      "427258426941774a544c453551227d",
    attestationObject:
      "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735a" +
      "e7f8edd46592a5e0f01452b2e4b559000000008446ccb9ab1db374750b2367ff6f3a1f0020f91f391db4c9b2fde0ea70" +
      "189cba3fb63f579ba6122b33ad94ff3ec330084be4a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20d" +
      "b90856062eb249c33a9b672f26df61225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b" +
      "9220",
  },
  {
    name: "none-es256-crossOrigin",
    challenge: "3be5aacd03537142472340ab5969f240f1d87716e20b6807ac230655fa4b3b49",
    id: "6e1050c0d2ca2f07c755cb2c66a74c64fa43065c18f938354d9915db2bd5ce57",
    clientDataJSON:
      "7b2274797065223a22776562617574686e2e637265617465222c226368616c6c656e6765223a224f2d57717a514e5463" +
      "554a484930437257576e7951504859647862694332674872434d475666704c4f306b222c226f726967696e223a226874" +
      "7470733a2f2f6578616d706c652e6f7267222c2263726f73734f726967696e223a747275652c22657874726144617461" +
      "223a22636c69656e74446174614a534f4e206d617920626520657874656e6465642077697468206164646974696f6e61" +
      "6c206669656c647320696e20746865206675747572652c207375636820617320746869733a207a5a7175457444523944" +
      "577170573574425754467567227d",
    attestationObject:
      "a363666d74646e6f6e656761747453746d74a068617574684461746158a4bfabc37432958b063360d3ad6461c9c4735a" +
      "e7f8edd46592a5e0f01452b2e4b54500000000883f4f6014f19c09d87aa38123be48d000206e1050c0d2ca2f07c755cb" +
      "2c66a74c64fa43065c18f938354d9915db2bd5ce57a501020326200121582022200a473f90b11078851550d03b4e44a2" +
      "279f8c4eca27b3153dedfe03e4e97d225820cbd0be95e746ad6f5a8191be11756e4c0420e72f65b466d39bc56b8b123a" +
      "9c6e",
  },
];

/** What we say of each: only the first has a user verified and no frame. */
const OUTCOMES: Readonly<Record<string, string>> = {
  "packed-self-es256": "registered",
  "none-es256": "user_not_verified",
  "none-es256-crossOrigin": "origin_mismatch",
};

const text = (hexadecimal: string) => Buffer.from(hexadecimal, "hex").toString("base64url");

describe("the vectors of WebAuthn L3 section 16", () => {
  it.each(VECTORS)("$name", async ({ name, challenge, id, clientDataJSON, attestationObject }) => {
    const world = new World({
      origins: ["https://example.org"],
      relyingParty: { id: "example.org", name: "x" },
    });
    const purpose = { purpose: "registration", bound: "x" } as const;
    const value = { ...purpose, until: world.now + 1 };
    await world.ports.store.commit([
      { change: "put", key: KEYS.challenge(text(challenge)), value, expected: 0 },
    ]);
    const credential = {
      id: text(id),
      rawId: text(id),
      type: "public-key",
      response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) },
    };
    const { ports, settings, now } = world;
    const options = { label: undefined, handedOut: false };
    const outcome = await registeredPasskey({ ports, settings, now }, credential, purpose, options).then(
      () => "registered",
      (thrown) => (thrown instanceof Refused ? thrown.refusal.because : thrown),
    );
    expect(outcome).toBe(OUTCOMES[name]);
  });
});
