import { argon2Hasher, wasmDerive } from "../../../adapters/argon2/password-hasher.js";
import { MemoryKeyValue } from "../../../adapters/local/key-value.js";
import { localIdentityPorts } from "../../../adapters/local/local-identity.js";
import { qrSvg } from "../../../adapters/qr-code/qr-svg.js";
import { hotp, stepAt } from "../../../core/identity/totp.js";
import { type Authenticator, authenticator } from "../../../services/authenticator/authenticator.js";
import type {
  AuthenticatorPorts,
  AuthenticatorSettings,
  Notice,
} from "../../../services/authenticator/ports.js";

/** What a call answered. */
export interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came.
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

export const ORIGIN = "https://login.example.com";
export const OPERATOR = "an-operator's-secret";
/** SHA-256 of {@link OPERATOR}. */
const OPERATOR_HASH = "5c0d61076ffdf2e7820dbee4eb631f9b1c4cc77f3fa2b00944145848d080619c";

/** The whole authenticator on a store in memory, with a clock that stands until it is moved. */
export class World {
  readonly records: Record<string, unknown>[] = [];
  readonly notices: Notice[] = [];
  readonly defects: unknown[] = [];
  readonly ports: AuthenticatorPorts;
  readonly settings: AuthenticatorSettings;
  readonly authenticate: Authenticator;
  now = Date.parse("2026-03-02T09:00:00Z");
  sourceIp = "192.0.2.7";

  constructor(settings: Partial<AuthenticatorSettings> = {}, values = new MemoryKeyValue()) {
    this.settings = {
      origins: [ORIGIN],
      relyingParty: { id: "example.com", name: "Example" },
      audiences: ["https://api.example.com"],
      operatorHash: OPERATOR_HASH,
      ...settings,
    };
    this.ports = localIdentityPorts({
      values,
      // What a test waits for is not the hash.
      hasher: argon2Hasher({ memory: 64, passes: 1, parallelism: 1 }, wasmDerive),
      qrCode: qrSvg,
      now: () => this.now,
      tell: async (notice) => {
        this.notices.push(notice);
      },
      report: (defect) => this.defects.push(defect),
      logLine: (line) => this.records.push(JSON.parse(line)),
    });
    this.authenticate = authenticator(this.settings, this.ports);
  }

  /** Moves the clock. */
  pass(seconds: number): void {
    this.now += seconds * 1000;
  }

  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Reply> {
    const sent = new Map<string, string>(body === undefined ? [] : [["content-type", "application/json"]]);
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) sent.set(name, value);
    const [plain = "", query = ""] = path.split("?");
    const text = typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body);
    const response = await this.authenticate({
      method,
      path: plain,
      query,
      header: (name) => (sent.has(name) ? [sent.get(name) ?? ""] : []),
      body: Buffer.from(text),
      sourceIp: this.sourceIp,
      place: {},
    });
    return {
      status: response.status,
      body: response.body.startsWith("{") ? JSON.parse(response.body) : response.body,
      headers: Object.fromEntries(response.headers.map(([name, value]) => [name.toLowerCase(), value])),
    };
  }

  post(
    path: string,
    body: unknown = {},
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Reply> {
    return this.call("POST", path, body, headers);
  }

  operator(method: string, path: string, body: unknown): Promise<Reply> {
    return this.call(method, `/operator/v1/${path}`, body, { authorization: `Bearer ${OPERATOR}` });
  }

  /** The reason of the last record: what really happened. */
  get because(): unknown {
    return this.records[this.records.length - 1]?.["reason"];
  }

  /** Invites somebody. */
  async invite(
    name: string,
    more: object = {},
  ): Promise<{ readonly person: string; readonly invitation: string }> {
    const { status, body } = await this.operator("POST", "invitations", { name, ...more });
    if (status !== 201) throw new Error(`The invitation was refused: ${JSON.stringify(body)}`);
    return body;
  }

  /** Registers somebody with password and TOTP. */
  async register(name: string, password = PASSWORD): Promise<Registered> {
    const { person, invitation } = await this.invite(name);
    const { body: enrolment } = await this.post("/v1/registration/totp", { invitation });
    const seed = fromBase32(enrolment.secret);
    const totp = codeOf(seed, this.now);
    const { status, body, headers } = await this.post("/v1/registration/password", {
      invitation,
      password,
      totp,
    });
    if (status !== 201) throw new Error(`The registration was refused: ${JSON.stringify(body)}`);
    return { person, seed, codes: body.recovery_codes, ...signedIn({ status, body, headers }) };
  }
}

/** Long enough beside another factor, and on no list. */
export const PASSWORD = "violet harbour 9";

/** What somebody has in hand after a sign-in. */
export interface SignedIn {
  readonly token: string;
  readonly bearer: { readonly authorization: string };
  readonly cookie: string;
  readonly sid: string;
}

export interface Registered extends SignedIn {
  readonly person: string;
  readonly seed: Uint8Array;
  readonly codes: readonly string[];
}

/** What a session's answer hands over. */
export function signedIn({ body, headers }: Reply): SignedIn {
  return {
    token: body.access_token,
    bearer: { authorization: `Bearer ${body.access_token}` },
    cookie: (headers["set-cookie"] ?? "").split(";")[0] ?? "",
    sid: body.session?.sid,
  };
}

/** The code of an instant in milliseconds since 1970. */
export function codeOf(seed: Uint8Array, now: number): string {
  return hotp(seed, stepAt(now));
}

/** The claims of a token. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
}

/** The bytes of a base32 text. */
export function fromBase32(text: string): Uint8Array {
  const bits = [...text]
    .map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"))
    .join("");
  return Uint8Array.from((bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
