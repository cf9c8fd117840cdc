import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { SIGNED_IDENTITY } from "../../../core/contracts/access-identity.js";

/** Who signs with an access key, and how. */
export interface Principal {
  readonly secret: string;
  readonly arn: string;
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/**
 * Whose signature a request to STS carries; undefined where it is wrong. Written from AWS's description alone ("Create a
 * signed AWS API request"), so that it judges the signer and shares only the name of a header with it.
 */
export function signerOf(
  headers: IncomingHttpHeaders,
  body: string,
  principals: Readonly<Record<string, Principal>>,
): Principal | undefined {
  const [, key = "", day = "", region = "", names = "", signature = ""] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/sts\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/.exec(
      headers.authorization ?? "",
    ) ?? [];
  const principal = principals[key];
  if (principal === undefined) return undefined;
  // An identity is signed for STS, and arrives at the loopback interface here; an SDK knows where it sends to.
  const isIdentity = SIGNED_IDENTITY.functionHeader in headers;
  const sent: Record<string, unknown> = {
    ...headers,
    ...(isIdentity ? { host: `sts.${region}.amazonaws.com` } : {}),
  };
  const canonical = [
    "POST",
    "/",
    "",
    ...names.split(";").map((name) => `${name}:${String(sent[name]).trim()}`),
    "",
    names,
    sha256(body),
  ].join("\n");
  const scope = `${day}/${region}/sts/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n");
  const signing = [region, "sts", "aws4_request"].reduce(hmac, hmac(`AWS4${principal.secret}`, day));
  return hmac(signing, text).toString("hex") === signature ? principal : undefined;
}

/** What STS answers to GetCallerIdentity. */
export function callerIdentityXml(arn: string): string {
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AROA:x</UserId><Account>${arn.split(":")[4]}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

/** What STS answers to AssumeRole. */
export function assumedRoleXml(expiration: string): string {
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId><SecretAccessKey>session-secret</SecretAccessKey><SessionToken>session-token</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}
