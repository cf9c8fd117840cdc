import * as nodeCrypto from "node:crypto";
import { timingSafeEqual } from "node:crypto";
import type { PasswordHasher } from "../../services/authenticator/ports.js";

/** What Argon2id costs. */
export interface Argon2Cost {
  /** KiB. */
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet, "Argon2id": the least that is enough. */
export const OWASP_COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };

const TAG_BYTES = 32;
/** PHC string format: version 1.3 of Argon2 as decimal 19. */
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/u;

type Derive = (password: string, salt: Uint8Array, cost: Argon2Cost) => Promise<Uint8Array>;

/** Node's own Argon2, since 24.7; our declarations are those of an older one. */
interface Argon2Parameters {
  readonly message: Uint8Array;
  readonly nonce: Uint8Array;
  readonly parallelism: number;
  readonly tagLength: number;
  readonly memory: number;
  readonly passes: number;
}
type NodeArgon2 = (
  algorithm: "argon2id",
  parameters: Argon2Parameters,
  done: (error: Error | null, tag: Uint8Array) => void,
) => void;

/** Argon2id (RFC 9106): the runtime's own where it has one, which is several times faster, else WebAssembly. */
export function argon2Hasher(cost: Argon2Cost = OWASP_COST, derive: Derive = usualDerive()): PasswordHasher {
  return {
    hash: async (password, salt) => phcText(cost, salt, await derive(password, salt, cost)),
    verify: async (password, hash) => {
      const known = readPhc(hash);
      if (known === undefined) throw new Error("A stored hash is none of Argon2id.");
      // Nobody has an empty password; it costs as much as any other.
      const tag = await derive(password === "" ? " " : password, known.salt, known.cost);
      return password !== "" && tag.length === known.tag.length && timingSafeEqual(tag, known.tag);
    },
    isOutdated: (hash) => {
      const known = readPhc(hash)?.cost;
      return (
        known === undefined ||
        known.memory < cost.memory ||
        known.passes < cost.passes ||
        known.parallelism < cost.parallelism
      );
    },
  };
}

/** Argon2id in WebAssembly. */
export const wasmDerive: Derive = async (password, salt, { memory, passes, parallelism }) => {
  const { argon2id } = await import("hash-wasm");
  return argon2id({
    password,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism,
    hashLength: TAG_BYTES,
    outputType: "binary",
  });
};

function usualDerive(): Derive {
  const { argon2 } = nodeCrypto as unknown as { readonly argon2?: NodeArgon2 };
  if (argon2 === undefined) return wasmDerive;
  return (password, nonce, { memory, passes, parallelism }) =>
    new Promise((resolve, reject) =>
      argon2(
        "argon2id",
        { message: Buffer.from(password, "utf8"), nonce, parallelism, tagLength: TAG_BYTES, memory, passes },
        (error, tag) => (error === null ? resolve(tag) : reject(error)),
      ),
    );
}

function phcText({ memory, passes, parallelism }: Argon2Cost, salt: Uint8Array, tag: Uint8Array): string {
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

function readPhc(
  text: string,
): { readonly cost: Argon2Cost; readonly salt: Uint8Array; readonly tag: Uint8Array } | undefined {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(text) ?? [];
  if (salt === undefined || tag === undefined) return undefined;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/u, "");
}
