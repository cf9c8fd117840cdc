import { base64url } from "../../core/identity/base64url.js";
import { isTooLong, normalPassword, passwordFault } from "../../core/identity/password.js";
import type { PasswordFactor, Person } from "../../core/identity/person.js";
import { SEED_BYTES, stepOfCode } from "../../core/identity/totp.js";
import type { Call } from "./call.js";
import type { AuthenticatorPorts } from "./ports.js";
import { Refused } from "./refused.js";

/** A hash at today's parameters that belongs to no password: who does not exist is checked against it. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5cy1zYWx0LTAwMA$9tQ5xnP3u0cE1bW2Yk7iJ8oRzVfLhD4sGmXaTqCyB6w";
const SALT_BYTES = 16;

/** What the factors of a person turned out to be; `step` is that of a right code. */
export type CheckedFactors =
  | { readonly ok: true; readonly hash: string; readonly step: number | undefined }
  | {
      readonly ok: false;
      readonly because:
        | "person_unknown"
        | "person_disabled"
        | "password_wrong"
        | "totp_missing"
        | "totp_wrong";
    };

/**
 * Checks password and code of a person who may not exist.
 *
 * One hash is computed and one seed decrypted in every case, so the time tells neither whether the person exists nor
 * which of the two was wrong.
 */
export async function checkFactors(
  { ports, now }: Pick<Call, "ports" | "now">,
  person: Person | undefined,
  { password, totp }: { readonly password: string; readonly totp: string | undefined },
): Promise<CheckedFactors> {
  const normal = normalPassword(password);
  const hash = person?.password?.hash;
  const isRight = await ports.hasher.verify(isTooLong(normal) ? "" : normal, hash ?? NOBODYS_HASH);
  const seed = await unsealedSeed(ports, person);
  const step = stepOfCode(seed, totp ?? "", now);
  if (person === undefined) return { ok: false, because: "person_unknown" };
  if (person.disabled) return { ok: false, because: "person_disabled" };
  if (hash === undefined || !isRight || isTooLong(normal)) return { ok: false, because: "password_wrong" };
  if (person.totp === undefined) return { ok: true, hash, step: undefined };
  if (totp === undefined) return { ok: false, because: "totp_missing" };
  return step === undefined ? { ok: false, because: "totp_wrong" } : { ok: true, hash, step };
}

/** The seed of a person, or one that belongs to nobody and took as long to decrypt. */
async function unsealedSeed(ports: AuthenticatorPorts, person: Person | undefined): Promise<Uint8Array> {
  const { sealer } = ports;
  if (person?.totp !== undefined) return sealer.unseal(person.totp.sealed, seedContext(person.id));
  return sealer.unseal(await nobodysSeed(ports), seedContext("nobody"));
}

const nobodysSeeds = new WeakMap<AuthenticatorPorts["sealer"], Promise<string>>();

function nobodysSeed({ sealer, random }: AuthenticatorPorts): Promise<string> {
  const known = nobodysSeeds.get(sealer) ?? sealer.seal(random(SEED_BYTES), seedContext("nobody"));
  nobodysSeeds.set(sealer, known);
  return known;
}

/** What a seed is bound to: nobody can pass it off as another person's. */
export function seedContext(person: string): Readonly<Record<string, string>> {
  return { purpose: "totp", person };
}

/** A new password as it is stored. @throws Refused 400 `password_…` */
export async function newPassword(
  { ports, settings }: Pick<Call, "ports" | "settings">,
  person: Pick<Person, "name" | "displayName">,
  password: string,
  withTotp: boolean,
): Promise<PasswordFactor> {
  const normal = normalPassword(password);
  const { id, name } = settings.relyingParty;
  const about = [person.name, person.name.replace(/@.*$/u, ""), person.displayName, id, name];
  const fault = passwordFault(normal, withTotp, about);
  if (fault !== undefined) throw new Refused({ status: 400, reason: fault });
  return { hash: await ports.hasher.hash(normal, ports.random(SALT_BYTES)) };
}

/** The password hashed anew, where parameters have risen since; else the hash as it is. */
export async function refreshedHash(
  { ports }: Pick<Call, "ports">,
  password: string,
  hash: string,
): Promise<string> {
  if (!ports.hasher.isOutdated(hash)) return hash;
  return ports.hasher.hash(normalPassword(password), ports.random(SALT_BYTES));
}

/** A new seed, and the same encrypted for its person. */
export async function newSeed(
  { ports }: Pick<Call, "ports">,
  person: string,
): Promise<{ readonly seed: Uint8Array; readonly sealed: string }> {
  const seed = ports.random(SEED_BYTES);
  return { seed, sealed: await ports.sealer.seal(seed, seedContext(person)) };
}

/** The step of a code of the seed that the person has not confirmed yet; undefined where there is none, or it is wrong. */
export async function confirmedStep(
  { ports, now }: Pick<Call, "ports" | "now">,
  person: Person,
  totp: string,
): Promise<number | undefined> {
  if (person.pendingSeed === undefined) return undefined;
  return stepOfCode(await ports.sealer.unseal(person.pendingSeed, seedContext(person.id)), totp, now);
}

/** A random id with what it stands for: "u-…". */
export function newId(kind: string, { random }: Pick<AuthenticatorPorts, "random">): string {
  return `${kind}-${base64url(random(16))}`;
}
