import { createHash } from "node:crypto";
import type { ChainHead } from "../../../core/access/audit-chain.js";
import { HEAD_PREFIX } from "../../../core/contracts/access-broker.js";
import type { HeadKeeper } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { type S3Place, s3Signer } from "../signed-s3/signed-s3.js";

const LONGEST_WAIT_MS = 5000;
/** Digits enough for a chain that gets a thousand events a second for a century, so that keys sort by length. */
const DIGITS = 15;
const KEY = new RegExp(`^${HEAD_PREFIX}(\\d{${DIGITS}})-([0-9a-f]{64})$`);
/** Amazon S3 API Reference, PutObject: the object is there already (412), or is being written at this moment (409). */
const IS_THERE = 412;
const CONFLICT = 409;

/**
 * The heads of the audit chain as keys of a bucket with Object Lock in compliance mode: one key a head, and the key says
 * all of it. Nobody replaces or deletes one, and whoever adds a false one only makes the chain fail.
 */
export function s3ChainHead(place: S3Place, fetcher: typeof fetch = fetch): HeadKeeper {
  const sign = s3Signer(place);
  const send = async (
    method: "GET" | "PUT",
    key: string,
    {
      body,
      headers: others,
      query,
    }: {
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly query?: Readonly<Record<string, string>>;
    },
  ): Promise<Response> => {
    const { url, headers } = await sign(method, key, body, others, query);
    const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
    try {
      return await fetcher(url, {
        method,
        headers,
        redirect: "error",
        signal,
        ...(body === undefined ? {} : { body }),
      });
    } catch (error) {
      throw new OutsideError("throttled", "S3 cannot be reached", { cause: error });
    }
  };
  return {
    keep: async ({ count, hash }) => {
      if (count === 0) return;
      const key = `${HEAD_PREFIX}${String(count).padStart(DIGITS, "0")}-${hash.replace("sha256:", "")}`;
      const body = JSON.stringify({ count, hash });
      const headers = {
        // Amazon S3 API Reference, PutObject: a bucket with Object Lock wants a checksum.
        "content-md5": createHash("md5").update(body).digest("base64"),
        "if-none-match": "*",
      };
      const { ok, status } = await send("PUT", key, { body, headers });
      if (!ok && status !== IS_THERE) throw failed(status);
    },
    kept: async () => {
      const heads: ChainHead[] = [];
      let marker: Readonly<Record<string, string>> | undefined = {};
      while (marker !== undefined) {
        // Versions, so that a delete marker hides nothing.
        const query = { versions: "", prefix: HEAD_PREFIX, ...marker };
        const answer: Response = await send("GET", "", { query });
        if (!answer.ok) throw failed(answer.status);
        const page = await answer.text();
        for (const head of headsOf(page)) heads.push(head);
        marker = nextOf(page);
      }
      return heads;
    },
  };
}

function failed(status: number): OutsideError {
  const kind = status >= 500 || status === 429 || status === CONFLICT ? "throttled" : "refused";
  return new OutsideError(kind, `S3 answers ${status} to the head of the audit chain`);
}

/** Amazon S3 API Reference, ListObjectVersions. Keys of another form say nothing about the chain. */
function headsOf(page: string): ChainHead[] {
  return [...page.matchAll(/<Version>.*?<Key>([^<]*)<\/Key>/gs)].flatMap(([, key = ""]) => {
    const [, count, hash] = KEY.exec(key) ?? [];
    return hash === undefined ? [] : [{ count: Number(count), hash: `sha256:${hash}` }];
  });
}

/** Where the next page begins; undefined after the last one. */
function nextOf(page: string): Readonly<Record<string, string>> | undefined {
  if (!page.includes("<IsTruncated>true</IsTruncated>")) return undefined;
  const key = /<NextKeyMarker>([^<]*)</.exec(page)?.[1];
  const version = /<NextVersionIdMarker>([^<]*)</.exec(page)?.[1];
  if (key === undefined) throw new OutsideError("refused", "S3 does not say where the list of heads goes on");
  return { "key-marker": key, ...(version === undefined ? {} : { "version-id-marker": version }) };
}
