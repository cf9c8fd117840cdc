import { createPrivateKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import type { TokenSigner } from "../../services/authenticator/ports.js";
import type { KeyValue } from "./key-value.js";

const PREFIX = "local/signing-key/";

/** Signs with keys of the folder (ES256). */
export function localSigner(values: KeyValue): TokenSigner {
  const known = new Map<string, KeyObject>();
  return {
    create: async () => {
      const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const jwk = publicKey.export({ format: "jwk" });
      const kid = await calculateJwkThumbprint(jwk as never);
      values.transaction((within) => within.put(PREFIX + kid, privateKey.export({ format: "jwk" })));
      return { kid, publicKey: { ...jwk } };
    },
    sign: async (kid, data) => {
      const key =
        known.get(kid) ?? createPrivateKey({ key: values.get(PREFIX + kid) as JsonWebKey, format: "jwk" });
      known.set(kid, key);
      return Uint8Array.from(sign("sha256", data, { key, dsaEncoding: "ieee-p1363" }));
    },
  };
}
