import { base64url } from "../../core/identity/base64url.js";
import type { Call } from "./call.js";
import { KEYS } from "./rows.js";

/** What an answer to a challenge is for, and who may give it. */
export interface ChallengePurpose {
  readonly purpose: "registration" | "sign-in" | "step-up" | "new-passkey" | "authorize";
  /** Invitation or session that asked; empty for a sign-in. */
  readonly bound: string;
}

interface ChallengeRow extends ChallengePurpose {
  readonly until: number;
}

const BYTES = 32;
/** Milliseconds that a ceremony may take. */
export const CHALLENGE_LIFETIME = 300_000;

/** A new challenge. */
export async function newChallenge(
  { ports, now }: Pick<Call, "ports" | "now">,
  { purpose, bound }: ChallengePurpose,
): Promise<string> {
  const challenge = base64url(ports.random(BYTES));
  const until = now + CHALLENGE_LIFETIME;
  await ports.store.commit([
    {
      change: "put",
      key: KEYS.challenge(challenge),
      value: { purpose, bound, until } satisfies ChallengeRow,
      expected: 0,
      until,
    },
  ]);
  return challenge;
}

/** Whether the challenge stands for this purpose. Whatever the answer, it is gone: the first one to ask takes it. */
export async function takeChallenge(
  { ports, now }: Pick<Call, "ports" | "now">,
  challenge: unknown,
  { purpose, bound }: ChallengePurpose,
): Promise<boolean> {
  if (typeof challenge !== "string") return false;
  const key = KEYS.challenge(challenge);
  const stored = await ports.store.get<ChallengeRow>(key);
  if (stored === undefined) return false;
  if (!(await ports.store.commit([{ change: "remove", key, expected: stored.version }]))) return false;
  const { value } = stored;
  return value.purpose === purpose && value.bound === bound && now < value.until;
}
