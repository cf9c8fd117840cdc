import { argon2Hasher } from "../adapters/argon2/password-hasher.js";
import { MemoryKeyValue } from "../adapters/local/key-value.js";
import { localIdentityPorts } from "../adapters/local/local-identity.js";
import { qrSvg } from "../adapters/qr-code/qr-svg.js";
import { authenticator } from "../services/authenticator/authenticator.js";
import type { AuthenticatorPorts, AuthenticatorSettings } from "../services/authenticator/ports.js";

/** The origin of the pages of the soft authenticator in test/services/authenticator. */
export const ORIGIN = "https://login.example.com";
export const RELYING_PARTY = "example.com";

export const SETTINGS: AuthenticatorSettings = {
  origins: [ORIGIN],
  relyingParty: { id: RELYING_PARTY, name: "Example" },
  audiences: ["https://api.example.com"],
};

/** The application on a store in memory, with passwords hashed as in production, and a clock that the caller moves. */
export class IdentityWorld {
  now = Date.now();
  readonly ports: AuthenticatorPorts;
  readonly #authenticate: ReturnType<typeof authenticator>;

  constructor() {
    this.ports = localIdentityPorts({
      values: new MemoryKeyValue(),
      hasher: argon2Hasher(),
      qrCode: qrSvg,
      now: () => this.now,
      tell: async () => {},
      report: (defect) => {
        throw defect;
      },
      logLine: () => {},
    });
    this.#authenticate = authenticator(SETTINGS, this.ports);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a benchmark looks into whatever came.
  async post(path: string, body: unknown, isOperator = false): Promise<any> {
    const bytes = Buffer.from(JSON.stringify(body));
    const { status, body: text } = await this.#authenticate({
      method: "POST",
      path,
      query: "",
      header: (name) => (name === "content-type" ? ["application/json"] : []),
      body: bytes,
      sourceIp: "192.0.2.7",
      place: {},
      operator: isOperator ? "arn:aws:iam::111122223333:role/operators" : undefined,
    });
    if (status > 299) throw new Error(`${path} answered ${status}: ${text}`);
    return JSON.parse(text);
  }

  async invite(name: string): Promise<string> {
    return (await this.post("/operator/v1/invitations", { name }, true)).invitation;
  }
}
