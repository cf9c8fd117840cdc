import { networkOf } from "../../core/identity/network-of.js";
import {
  afterSuccess,
  type Counters,
  type NamedFailures,
  type NameFailures,
  type NetworkFailures,
  NO_FAILURES,
  waitSeconds,
  withFailure,
} from "../../core/identity/throttle.js";
import type { Call } from "./call.js";
import { committed } from "./commit.js";
import type { Change, IdentityStore, Stored } from "./ports.js";
import { Refused } from "./refused.js";
import { KEYS } from "./rows.js";

interface StoredCounters {
  readonly named: Stored<NamedFailures>;
  readonly network: Stored<NetworkFailures>;
  readonly name: Stored<NameFailures>;
}

/** Counters are of no use once the longest wait is over; the name's stay until a new password. */
const KEPT = 24 * 3600 * 1000;

/**
 * Counts an attempt as a failure before anything is checked, so that attempts at the same time count as well as those
 * one after the other; {@link succeededChanges} takes it back.
 *
 * @param name in its normal form; whether anybody has it is not looked at
 * @throws Refused 429 `throttled`: then nothing is checked or counted
 */
export async function countAttempt(
  call: Pick<Call, "ports" | "now" | "request">,
  name: string,
): Promise<void> {
  const { ports, now } = call;
  await committed(ports.store, async () => {
    const stored = await counters(ports.store, name, call);
    const values = valuesOf(stored);
    const wait = waitSeconds(values, now);
    if (wait !== undefined) {
      throw new Refused({ status: 429, reason: "throttled", headers: [["Retry-After", String(wait)]] });
    }
    return { changes: puts(call, name, stored, withFailure(values, now)), value: undefined };
  });
}

/** What a success changes: nothing has failed in a row any more. */
export async function succeededChanges(
  call: Pick<Call, "ports" | "now" | "request">,
  name: string,
): Promise<readonly Change[]> {
  const stored = await counters(call.ports.store, name, call);
  return puts(call, name, stored, afterSuccess(valuesOf(stored), call.now));
}

/** What makes password, TOTP and recovery usable again after too many failures. */
export async function enabledAgain(store: IdentityStore, name: string): Promise<readonly Change[]> {
  const key = KEYS.failures("name", name);
  const stored = await store.get<NameFailures>(key);
  if (stored === undefined || stored.value.count === 0) return [];
  return [{ change: "put", key, value: NO_FAILURES.name, expected: stored.version }];
}

async function counters(
  store: IdentityStore,
  name: string,
  { request }: Pick<Call, "request">,
): Promise<StoredCounters> {
  const network = networkOf(request.sourceIp);
  const [named, ofNetwork, ofName] = await Promise.all([
    store.get<NamedFailures>(KEYS.failures("named", `${network} ${name}`)),
    store.get<NetworkFailures>(KEYS.failures("network", network)),
    store.get<NameFailures>(KEYS.failures("name", name)),
  ]);
  return {
    named: named ?? { value: NO_FAILURES.named, version: 0 },
    network: ofNetwork ?? { value: NO_FAILURES.network, version: 0 },
    name: ofName ?? { value: NO_FAILURES.name, version: 0 },
  };
}

function valuesOf({ named, network, name }: StoredCounters): Counters {
  return { named: named.value, network: network.value, name: name.value };
}

function puts(
  { now, request }: Pick<Call, "now" | "request">,
  name: string,
  stored: StoredCounters,
  values: Counters,
): readonly Change[] {
  const network = networkOf(request.sourceIp);
  const until = now + KEPT;
  const put = (key: string, value: unknown, { version }: Stored<unknown>, kept?: number): Change => ({
    change: "put",
    key,
    value,
    expected: version,
    ...(kept === undefined ? {} : { until: kept }),
  });
  return [
    put(KEYS.failures("named", `${network} ${name}`), values.named, stored.named, until),
    put(KEYS.failures("network", network), values.network, stored.network, until),
    put(KEYS.failures("name", name), values.name, stored.name),
  ];
}
