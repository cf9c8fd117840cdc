import { browserFamily } from "../../core/identity/browser-family.js";
import { networkOf } from "../../core/identity/network-of.js";
import type { Person } from "../../core/identity/person.js";
import type { SignIn } from "../../core/identity/sign-in.js";
import { type History, isNewDevice, NO_HISTORY, withSignIn } from "../../core/identity/sign-in-history.js";
import { signInRisk } from "../../core/identity/sign-in-risk.js";
import type { NamedFailures } from "../../core/identity/throttle.js";
import type { Call } from "./call.js";
import type { IdentityStore, Stored } from "./ports.js";
import { Refused } from "./refused.js";
import { digest, KEYS, type SubjectRow } from "./rows.js";

/** What a sign-in leaves behind: facts for the next one's risk, and its own risk for the session's row. */
export interface SignInFacts {
  readonly facts: Partial<Person>;
  readonly risk: Omit<SubjectRow, "revoked">;
  /** Whether the person is to be told of a browser that was never seen. */
  readonly isNewDevice: boolean;
}

/** Row of everybody's sign-ins; the peers of a person are those of the first group. */
const EVERYBODY = "sign-ins/all";

/**
 * The facts of this sign-in, and its risk. It refuses nothing: it goes into the session's row, where the access policies
 * find it.
 */
export async function signInFacts(
  call: Pick<Call, "ports" | "now" | "request">,
  person: Person,
  deviceId?: string,
): Promise<SignInFacts> {
  const { store } = call.ports;
  const own = person.history ?? NO_HISTORY;
  const [peers, all, failures] = await Promise.all([
    store.get<History>(peersKey(person)),
    store.get<History>(EVERYBODY),
    failuresBefore(call, person),
  ]);
  const signIn = signInOf(call, deviceId, failures);
  const baseline = { own, peers: peers?.value ?? NO_HISTORY, all: all?.value ?? NO_HISTORY };
  const { risk, reasons } = signInRisk(signIn, baseline);
  await Promise.all([seen(store, peersKey(person), peers, signIn), seen(store, EVERYBODY, all, signIn)]);
  return {
    facts: { history: withSignIn(own, signIn) },
    risk: { risk, risk_at: new Date(call.now).toISOString(), risk_reasons: reasons },
    isNewDevice: isNewDevice(own, signIn),
  };
}

function signInOf(
  { request, now }: Pick<Call, "request" | "now">,
  device: string | undefined,
  failures: number,
): SignIn {
  const { country, latitude, longitude } = request.place;
  return {
    network: networkOf(request.sourceIp),
    country,
    place: latitude === undefined || longitude === undefined ? undefined : { latitude, longitude },
    at: now,
    browser: browserFamily(request.header("user-agent")[0]),
    device,
    failures,
  };
}

/** Failures of the name from this network; the attempt that is under way was counted beforehand. */
async function failuresBefore(
  { ports, request }: Pick<Call, "ports" | "request">,
  { name }: Person,
): Promise<number> {
  const key = KEYS.failures("named", `${networkOf(request.sourceIp)} ${name}`);
  const stored = await ports.store.get<NamedFailures>(key);
  return Math.max(0, (stored?.value.count ?? 0) - 1);
}

/** Counts a sign-in of many. One that meets another is left out: a sample is enough, and nobody waits for a row of all. */
async function seen(
  store: IdentityStore,
  key: string,
  stored: Stored<History> | undefined,
  signIn: SignIn,
): Promise<void> {
  // Whose network and device it was stays with the person.
  const shared = { ...signIn, device: signIn.device === undefined ? undefined : "own", place: undefined };
  const value = withSignIn(stored?.value ?? NO_HISTORY, shared);
  try {
    await store.commit([{ change: "put", key, value, expected: stored?.version ?? 0 }]);
  } catch (thrown) {
    if (!(thrown instanceof Refused && thrown.refusal.status === 503)) throw thrown;
  }
}

function peersKey({ groups }: Person): string {
  return `sign-ins/of/${digest(groups[0] ?? "")}`;
}
