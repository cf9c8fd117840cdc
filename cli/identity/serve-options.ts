import { refusedOption } from "../input/refuse-option.js";

const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);
const DOMAIN = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/u;

/** The port of `--port`. @throws CordonError CORDON_OPTION_REFUSED */
export function portOf(text: string): number {
  if (/^[0-9]{1,5}$/u.test(text) && Number(text) <= 65_535) return Number(text);
  throw refusedOption({
    where: "--port",
    summary: "this is not a port",
    got: text,
    allowed: "a whole number from 0 to 65535",
    fix: "write --port 8787",
  });
}

/** The domain of `--rp-id`. @throws CordonError CORDON_OPTION_REFUSED */
export function relyingPartyIdOf(text: string): string {
  if (text.length <= 253 && DOMAIN.test(text)) return text;
  throw refusedOption({
    where: "--rp-id",
    summary: "this is not a relying party id",
    got: text,
    allowed: "a domain in lower case, without scheme and port",
    fix: "write --rp-id localhost",
  });
}

/**
 * The origins of `--origin`, which all belong to the relying party (WebAuthn L3 section 5.1.2).
 *
 * @throws CordonError CORDON_OPTION_REFUSED
 */
export function originsOf(texts: readonly string[], relyingPartyId: string): readonly [string, ...string[]] {
  const [first, ...others] = texts.map((text) => originOf(text, relyingPartyId));
  if (first === undefined) throw refusedOption({ ...ORIGIN, summary: "an origin is needed" });
  return [first, ...others];
}

const ORIGIN = {
  where: "--origin",
  allowed: "https:// and a host, or http:// on this machine, with a port and without a path",
  fix: "write --origin http://localhost:8787",
} as const;

function originOf(text: string, relyingPartyId: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.origin !== text || !["http:", "https:"].includes(url.protocol)) {
    throw refusedOption({ ...ORIGIN, summary: "this is not an origin", got: text });
  }
  // A secure context (W3C Secure Contexts section 3.1): browsers have no passkeys elsewhere.
  if (url.protocol === "http:" && !LOOPBACK_HOSTS.has(url.hostname)) {
    throw refusedOption({ ...ORIGIN, summary: "the origin is not secure", got: text });
  }
  if (url.hostname !== relyingPartyId && !url.hostname.endsWith(`.${relyingPartyId}`)) {
    throw refusedOption({
      ...ORIGIN,
      summary: "the origin does not belong to the relying party",
      got: text,
      allowed: `${relyingPartyId}, or a domain below it`,
    });
  }
  return text;
}
