import { createHash } from "node:crypto";
import { MemoryKeyValue } from "../../../../adapters/local/key-value.js";
import { register } from "../../../services/authenticator/passkey-calls.js";
import { SoftAuthenticator } from "../../../services/authenticator/soft-authenticator.js";
import {
  codeOf,
  OPERATOR,
  PASSWORD,
  type Registered,
  type Reply,
  signedIn,
  World,
} from "../../../services/authenticator/world.js";
import type { HostileCeremony, HostileRequest, InHand } from "./hostile-request.js";

/** What an attacker has in hand. */
export interface Hand {
  readonly texts: Readonly<Record<Exclude<InHand, "totp" | "disabledTotp">, string>>;
  readonly ann: Registered;
  readonly bob: Registered;
  /** A passkey of Eve's. */
  readonly key: SoftAuthenticator;
}

/** A request that was sent, with what came of it. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly reply: Reply;
  /** Those of this request alone. */
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** Names of what it held. */
  readonly held: ReadonlySet<string>;
}

/** A world in which much has happened, once; and as many copies of it as are asked for. */
export async function attackedWorld(): Promise<() => { readonly world: World; readonly hand: Hand }> {
  const values = new MemoryKeyValue();
  const world = quick(new World({}, values));
  const [ann, bob] = [await world.register("ann"), await world.register("bob")];
  const eve = await register(world, "eve");
  const { key } = eve;
  const usedTotp = codeOf(ann.seed, world.now);
  const { bearer } = ann;
  const ended = signedIn(await signIn(world, ann));
  await world.call("DELETE", `/v1/sessions/${ended.sid}`, undefined, bearer);
  const fresh = async (one: Registered) => signedIn(await signIn(world, one));
  const second = await fresh(ann);
  const refreshed = signedIn(await world.post("/v1/refresh", {}, { cookie: second.cookie }));
  const recovered = { name: "ann", recovery_code: ann.codes[0], password: PASSWORD };
  if ((await world.post("/v1/recovery", recovered)).status !== 200) throw new Error("No recovery.");
  const invited = await world.invite("cid");
  await world.operator("PUT", `people/${bob.person}`, { disabled: true });
  world.pass(700);
  const live = await fresh(ann);
  const handle = (cookie: string) => cookie.slice(cookie.indexOf("=") + 1);
  const hand: Hand = {
    ann,
    bob,
    key,
    texts: {
      token: live.token,
      cookie: handle(live.cookie),
      password: PASSWORD,
      recovery: ann.codes[1] ?? "",
      invitation: invited.invitation,
      operator: OPERATOR,
      endedToken: ended.token,
      forgedToken: forged(live.token),
      usedCookie: handle(second.cookie),
      endedCookie: handle(ended.cookie),
      usedTotp,
      usedRecovery: ann.codes[0] ?? "",
      usedInvitation: eve.invitation,
      disabledToken: bob.token,
      disabledCookie: handle(bob.cookie),
      expiredToken: refreshed.token,
      person: ann.person,
      sid: live.sid,
      passkey: key.id,
      disabledPerson: bob.person,
    },
  };
  const { now } = world;
  return () => {
    const copy = new MemoryKeyValue();
    copy.transaction((within) => {
      for (const [name, value] of values.range("")) within.put(name, value);
    });
    const attacked = quick(new World({}, copy));
    attacked.now = now;
    return { world: attacked, hand };
  };
}

async function signIn(world: World, { seed }: Registered): Promise<Reply> {
  world.pass(30);
  const totp = codeOf(seed, world.now);
  const reply = await world.post("/v1/sign-in/password", { name: "ann", password: PASSWORD, totp });
  if (reply.status !== 200) throw new Error(`The sign-in was refused: ${JSON.stringify(reply.body)}`);
  return reply;
}

/** Not the hash is what is tried here. */
function quick(world: World): World {
  const digest = (password: string, salt: string) =>
    createHash("sha256").update(`${salt} ${password}`).digest("base64url");
  Object.assign(world.ports, {
    qrCode: async () => "<svg/>",
    hasher: {
      hash: async (password: string, salt: Uint8Array) => {
        const text = Buffer.from(salt).toString("base64url");
        return `${text}$${digest(password, text)}`;
      },
      verify: async (password: string, hash: string) => {
        const [salt = "", tag] = hash.split("$");
        return digest(password, salt) === tag;
      },
      isOutdated: () => false,
    },
  });
  return world;
}

/** The token with other claims under the same signature. */
function forged(token: string): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  const other = Buffer.from(JSON.stringify({ ...claims, acr: "aal3", exp: claims.exp + 9999 }));
  return [header, other.toString("base64url"), signature].join(".");
}

/** Sends a request with what is in hand put into it. */
export async function send(world: World, hand: Hand, what: HostileRequest | HostileCeremony): Promise<Sent> {
  if (what.kind === "ceremony") return sendCeremony(world, hand, what);
  const held = new Set<string>();
  const texts: Readonly<Record<string, string>> = {
    ...hand.texts,
    totp: codeOf(hand.ann.seed, world.now),
    disabledTotp: codeOf(hand.bob.seed, world.now),
  };
  const filled = (text: string) =>
    text.replaceAll(/\{(\w+)\}/gu, (whole, name: string) => {
      if (!Object.hasOwn(texts, name)) return whole;
      held.add(name);
      return texts[name] ?? whole;
    });
  const headers = Object.fromEntries(
    Object.entries(what.headers).map(([name, value]) => [name, filled(value)]),
  );
  const path = filled(what.path);
  const before = world.records.length;
  const reply = await world.call(what.method, path, filled(what.body), headers);
  const [plain = ""] = path.split("?");
  return { method: what.method, path: plain, reply, records: world.records.slice(before), held };
}

async function sendCeremony(world: World, hand: Hand, what: HostileCeremony): Promise<Sent> {
  const isNew = what.what === "registration";
  const path = isNew ? "/v1/registration/passkey" : "/v1/sign-in/passkey";
  // Whoever has an invitation may bring any key that is one.
  const invited = isNew ? { invitation: hand.texts.invitation } : {};
  const { body } = await world.post(`${path}/options`, invited);
  const key = isNew ? new SoftAuthenticator() : hand.key;
  // The invitation may be used up.
  const options = body.publicKey ?? { challenge: "AAAA", user: { id: "AAAA" }, rp: { id: "example.com" } };
  const made = isNew ? key.create(options, what.how) : key.get(options, what.how);
  const { member, at, by } = what.spoiled;
  let isSpoiled = false;
  const credential = JSON.parse(JSON.stringify(made), (name, value) => {
    if (name !== member || typeof value !== "string") return value;
    isSpoiled = true;
    return spoiled(value, at, by);
  });
  const before = world.records.length;
  const reply = await world.post(path, { ...invited, credential });
  // The passkey itself, unspoiled, is a secret that counts.
  const held = new Set(isNew ? ["invitation"] : isSpoiled ? [] : ["assertion"]);
  return { method: "POST", path, reply, records: world.records.slice(before), held };
}

function spoiled(text: string, at: number, by: number): string {
  const bytes = Buffer.from(text, "base64url");
  const index = Math.floor(at * bytes.length);
  if (bytes.length > 0) bytes[index] = (bytes[index] ?? 0) ^ by;
  return bytes.toString("base64url");
}
