import { describe, expect, it } from "vitest";
import { s3ChainHead } from "../../../../adapters/aws/chain-head/s3-chain-head.js";

const HASH = "ab".repeat(32);
const place = {
  bucket: "heads",
  region: "eu-central-1",
  credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
};

function keeper(answer: (url: URL, init: RequestInit) => Response | Promise<Response>) {
  const sent: { readonly url: URL; readonly init: RequestInit }[] = [];
  const heads = s3ChainHead(place, (async (text: string, init: RequestInit) => {
    sent.push({ url: new URL(text), init });
    return answer(new URL(text), init);
  }) as typeof fetch);
  return { heads, sent };
}

const key = (count: number, hash = HASH) => `heads/${String(count).padStart(15, "0")}-${hash}`;
const versions = (keys: readonly string[], next?: string) =>
  new Response(
    `<ListVersionsResult>${keys.map((one) => `<Version><Key>${one}</Key><VersionId>v</VersionId></Version>`).join("")}<DeleteMarker><Key>${key(9)}</Key></DeleteMarker><IsTruncated>${next !== undefined}</IsTruncated>${next === undefined ? "" : `<NextKeyMarker>${next}</NextKeyMarker><NextVersionIdMarker>v1</NextVersionIdMarker>`}</ListVersionsResult>`,
  );

describe("the heads of the audit chain in S3", () => {
  it("are keys of their own that are written once", async () => {
    const { heads, sent } = keeper(() => new Response("", { status: 200 }));
    await heads.keep({ count: 7, hash: `sha256:${HASH}` });
    const [{ url, init }] = sent as [(typeof sent)[0]];
    expect([init.method, url.pathname]).toEqual(["PUT", `/${key(7)}`]);
    const headers = init.headers as Record<string, string>;
    expect(headers).toMatchObject({ "if-none-match": "*", "content-md5": expect.any(String) });
    expect(headers["authorization"]).toContain("if-none-match");
    expect(init.body).toBe(JSON.stringify({ count: 7, hash: `sha256:${HASH}` }));
  });

  it("that are there already are kept; an empty chain has none", async () => {
    await keeper(() => new Response("", { status: 412 })).heads.keep({ count: 7, hash: `sha256:${HASH}` });
    const { heads, sent } = keeper(() => new Response("", { status: 200 }));
    await heads.keep({ count: 0, hash: `sha256:${"0".repeat(64)}` });
    expect(sent).toEqual([]);
  });

  it.each([
    [503, "throttled"],
    [429, "throttled"],
    [409, "throttled"],
    [403, "refused"],
  ])("say of %i that it is %s", async (status, kind) => {
    const { heads } = keeper(() => new Response("", { status }));
    await expect(heads.keep({ count: 1, hash: `sha256:${HASH}` })).rejects.toMatchObject({
      name: "OutsideError",
      kind,
    });
    await expect(heads.kept()).rejects.toMatchObject({ name: "OutsideError", kind });
  });

  it("are read by their keys, to the last page, whatever hides them", async () => {
    const other = "cd".repeat(32);
    const { heads, sent } = keeper((url) =>
      url.searchParams.get("key-marker") === null
        ? versions([key(1), "heads/readme"], key(1))
        : versions([key(2), key(2, other)]),
    );
    expect(await heads.kept()).toEqual([
      { count: 1, hash: `sha256:${HASH}` },
      { count: 2, hash: `sha256:${HASH}` },
      { count: 2, hash: `sha256:${other}` },
    ]);
    expect(sent.map(({ url }) => url.search)).toEqual([
      "?versions=&prefix=heads%2F",
      `?versions=&prefix=heads%2F&key-marker=${encodeURIComponent(key(1))}&version-id-marker=v1`,
    ]);
  });

  it("cannot be reached: that is throttled, and tried again", async () => {
    const { heads } = keeper(() => Promise.reject(new TypeError("fetch failed")));
    await expect(heads.kept()).rejects.toMatchObject({ kind: "throttled" });
  });
});
