import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { policySource } from "../../../../adapters/aws/policy-bundle/policy-bundle.js";
import { s3BundleReader } from "../../../../adapters/aws/policy-bundle/s3-bundle.js";
import { serve } from "../../../harness/http-server.js";
import { READ_ORDERS } from "../../../services/policy-engine/support/situation.js";

const signal = AbortSignal.timeout(60_000);
const bundle = (id: string) =>
  Buffer.from(JSON.stringify({ version: 1, policies: [{ ...READ_ORDERS, id }] }));
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const OLD = bundle("old");
const NEW = bundle("new");

async function ids(source: ReturnType<typeof policySource>, hash?: string) {
  const answer = await source(hash, signal);
  return answer.ok ? answer.value.policies.map(({ id }) => id) : answer.reason;
}

it("reads and compiles a bundle once, until another one holds", async () => {
  const asked: (string | undefined)[] = [];
  const source = policySource(async (hash) => {
    asked.push(hash);
    return hash === hashOf(NEW) ? NEW : OLD;
  }, hashOf(OLD));
  expect(await ids(source)).toEqual(["old"]);
  expect(await ids(source)).toEqual(["old"]);
  expect(await ids(source, hashOf(NEW))).toEqual(["new"]);
  expect(await ids(source, hashOf(NEW))).toEqual(["new"]);
  expect(asked).toEqual([hashOf(OLD), hashOf(NEW)]);
});

it("denies rather than decide by the bundle before, when the one that holds cannot be had", async () => {
  const source = policySource(async (hash) => {
    if (hash !== hashOf(OLD)) throw new Error("gone");
    return OLD;
  }, hashOf(OLD));
  expect(await ids(source)).toEqual(["old"]);
  expect(await ids(source, hashOf(NEW))).toBe("policies_unavailable");
  expect(await ids(source)).toEqual(["old"]);
});

it("denies a bundle that was exchanged, changed or cut off: policies_hash_mismatch", async () => {
  for (const bytes of [NEW, Buffer.concat([OLD, Buffer.from(" ")]), OLD.subarray(0, -1), Buffer.alloc(0)]) {
    expect(await ids(policySource(async () => bytes, hashOf(OLD)))).toBe("policies_hash_mismatch");
  }
});

it("denies what is no bundle: policies_invalid", async () => {
  for (const text of ["", "null", "[]", '{"version":2,"policies":[]}', '{"version":1}']) {
    expect(await ids(policySource(async () => Buffer.from(text), undefined))).toBe("policies_invalid");
  }
});

/** A bucket that has one object, behind path-style URLs. */
async function bucketWith(bytes: Uint8Array) {
  const paths: (string | undefined)[] = [];
  const authorizations: (string | undefined)[] = [];
  const server = await serve((request, response) => {
    paths.push(request.url);
    authorizations.push(request.headers.authorization);
    response.writeHead(request.url === `/policies/shop/${hashOf(OLD)}.json` ? 200 : 404).end(bytes);
  });
  const read = s3BundleReader({
    bucket: "policies",
    prefix: "shop/",
    region: "eu-central-1",
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "session" },
    endpoint: server.url,
  });
  return { read, paths, authorizations };
}

it("gets the object of its hash from S3, with a signed request", async () => {
  const { read, paths, authorizations } = await bucketWith(OLD);
  expect(await ids(policySource(read, undefined), hashOf(OLD))).toEqual(["old"]);
  expect(paths).toEqual([`/policies/shop/${hashOf(OLD)}.json`]);
  expect(authorizations[0]).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$/,
  );
});

it("denies an object of S3 that is missing, unnamed or another", async () => {
  const { read } = await bucketWith(OLD);
  expect(await ids(policySource(read, undefined), hashOf(NEW))).toBe("policies_unavailable");
  expect(await ids(policySource(read, undefined))).toBe("policies_unavailable");
  const other = await bucketWith(NEW);
  expect(await ids(policySource(other.read, undefined), hashOf(OLD))).toBe("policies_hash_mismatch");
});
