import { createHash } from "node:crypto";
import type { ChainHead } from "../../../core/access/audit-chain.js";
import type { HeadKeeper } from "../../../services/access-broker/ports.js";
import { OutsideError } from "../../../services/intent-do-sweep/outside-error.js";
import { type S3Place, s3Signer } from "../signed-s3/signed-s3.js";

const KEY = "head.json";
const LONGEST_WAIT_MS = 5000;

/** The head of the audit chain as an object of a bucket with Object Lock: each version stays, whoever writes the next. */
export function s3ChainHead(place: S3Place, fetcher: typeof fetch = fetch): HeadKeeper {
  const sign = s3Signer(place);
  const send = async (method: "GET" | "PUT", body?: string): Promise<Response> => {
    // Amazon S3 API Reference, PutObject: a bucket with Object Lock wants a checksum.
    const checksum =
      body === undefined ? {} : { "content-md5": createHash("md5").update(body).digest("base64") };
    const { url, headers } = await sign(method, KEY, body, checksum);
    const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
    try {
      const answer = await fetcher(url, {
        method,
        headers,
        redirect: "error",
        signal,
        ...(body === undefined ? {} : { body }),
      });
      if (answer.ok || (method === "GET" && answer.status === 404)) return answer;
      const kind = answer.status >= 500 || answer.status === 429 ? "throttled" : "refused";
      throw new OutsideError(kind, `S3 answers ${answer.status} to the head of the audit chain`);
    } catch (error) {
      if (error instanceof OutsideError) throw error;
      throw new OutsideError("throttled", "S3 cannot be reached", { cause: error });
    }
  };
  return {
    keep: async ({ count, hash }) => {
      await send("PUT", JSON.stringify({ count, hash }));
    },
    kept: async () => {
      const answer = await send("GET");
      return answer.status === 404 ? undefined : readHead(await answer.text());
    },
  };
}

function readHead(text: string): ChainHead {
  const { count, hash } = JSON.parse(text) as Partial<ChainHead>;
  if (!Number.isSafeInteger(count) || typeof hash !== "string") {
    throw new OutsideError("refused", "the head of the audit chain that was kept cannot be read");
  }
  return { count: count as number, hash };
}
