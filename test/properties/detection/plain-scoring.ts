import type { AccessLogRecord } from "../../../core/detection/access-log.js";
import {
  BACK_OFF,
  DENIAL_PRIOR,
  HOUR_KERNEL,
  HOUR_MIX,
  NOVELTY,
  SERVICE_GROUP,
  SMALLEST_GROUP,
  TRAVEL,
  VOLUME_PRIOR,
  WEIGHT_UNIT,
  weightOf,
} from "../../../core/detection/scoring/constants.js";
import { resourceClass } from "../../../core/detection/scoring/resource-class.js";
import {
  EVIDENCE,
  type EvidenceKind,
  log10Of,
  type PerEvidence,
} from "../../../core/detection/scoring/score.js";

/** A window as the plain twin scores it. */
export interface PlainWindow {
  readonly user_id: string;
  readonly window_start: string;
  readonly evidence: PerEvidence;
  readonly log10p: number;
}

type Event = AccessLogRecord & { readonly user_id: string; readonly day: number; readonly hour: number };

const DAY = 86_400_000;
const HOUR = 3_600_000;

/**
 * The windows between two instants, scored by the formulas one after the other, over lists of events: no tables, no
 * summaries, no SQL.
 */
export function plainWindows(
  records: readonly AccessLogRecord[],
  { from, until }: { readonly from: number; readonly until: number },
): PlainWindow[] {
  const events = [...new Map(records.map((record) => [record.event_id, record])).values()]
    .filter((record): record is AccessLogRecord & { user_id: string } => record.user_id !== null)
    .map((record) => {
      const at = Date.parse(record.ts);
      return {
        ...record,
        resource: resourceClass(record.resource),
        day: Math.floor(at / DAY),
        hour: Math.floor(at / HOUR),
      };
    })
    .sort((a, b) => compare(a.ts, b.ts) || compare(a.event_id, b.event_id));
  const inside = events.filter(({ hour }) => hour * HOUR >= from && hour * HOUR < until);
  const keys = distinct(
    inside.map(({ hour, user_id }) => `${String(hour).padStart(12, "0")} ${user_id}`),
  ).sort(compare);
  return keys.map((key) => {
    const hour = Number(key.slice(0, 12));
    const user = key.slice(13);
    const evidence = evidenceOf(events, user, hour);
    return {
      user_id: user,
      window_start: new Date(hour * HOUR).toISOString(),
      evidence,
      log10p: log10Of(evidence),
    };
  });
}

function evidenceOf(all: readonly Event[], user: string, hour: number): PerEvidence {
  const day = Math.floor(hour / 24);
  const window = all.filter((event) => event.user_id === user && event.hour === hour);
  const history = all.filter((event) => event.day < day && event.day >= day - 30);
  const own = history.filter((event) => event.user_id === user);
  const group = highest(window.map(({ peer_group }) => peer_group));
  const members = history.filter((event) => event.peer_group === group);
  const isKnown = group !== null && distinct(members.map(({ user_id }) => user_id)).length >= SMALLEST_GROUP;
  const peers = isKnown ? members : [];
  const isService = group === SERVICE_GROUP;
  const context = { all, day, hour, window, history, own, peers, group: isKnown ? group : null };
  const evidence: Record<EvidenceKind, number> = {
    location: rarity(context, (event) => event.location),
    resource: rarity(context, (event) => event.resource),
    hour: isService ? 0 : hourOf(context),
    volume: volumeOf(context),
    denials: denialsOf(context),
    travel: isService ? 0 : travelOf(context, user),
    novelty: noveltyOf(context, user),
  };
  return Object.fromEntries(EVIDENCE.map((kind) => [kind, evidence[kind]])) as PerEvidence;
}

interface Context {
  readonly all: readonly Event[];
  readonly day: number;
  readonly hour: number;
  readonly window: readonly Event[];
  readonly history: readonly Event[];
  readonly own: readonly Event[];
  readonly peers: readonly Event[];
  readonly group: string | null;
}

/** Days on which each user was seen with each value, by value: their weights. */
function weights(
  events: readonly Event[],
  day: number,
  pick: (event: Event) => string | null,
): ReadonlyMap<string, number> {
  const sightings = new Set<string>();
  const result = new Map<string, number>();
  for (const event of events) {
    const value = pick(event);
    const key = JSON.stringify([event.user_id, event.day, value]);
    if (value === null || sightings.has(key)) continue;
    sightings.add(key);
    result.set(value, (result.get(value) ?? 0) + weightOf(day - event.day));
  }
  return result;
}

function tail(
  counts: ReadonlyMap<string, number>,
  value: string,
): { readonly tail: number; readonly total: number } {
  const mine = counts.get(value);
  const all = [...counts.values()];
  return {
    tail: mine === undefined ? 0 : sum(all.filter((weight) => weight <= mine)) / WEIGHT_UNIT,
    total: sum(all) / WEIGHT_UNIT,
  };
}

function rarity(
  { window, history, own, peers, day }: Context,
  pick: (event: Event) => string | null,
): number {
  const values = distinct(window.map(pick)).filter((value): value is string => value !== null);
  if (values.length === 0) return 0;
  const scopes = [
    [history, BACK_OFF.everybody],
    [peers, BACK_OFF.peers],
    [own, BACK_OFF.user],
  ] as const;
  const ps = values.map((value) =>
    scopes.reduce((p, [events, k]) => {
      const found = tail(weights(events, day, pick), value);
      return (found.tail + k * p) / (found.total + k);
    }, 0.5),
  );
  const p = Math.min(...ps);
  // As expm1 and log1p write 1 - (1 - p)^m without losing digits.
  return -Math.log(-Math.expm1(values.length * Math.log1p(-Math.min(p, 1))));
}

/** What happened at each hour of the clock, spread over the hours around it. */
function spread(events: readonly Event[], day: number, isDeduplicated: boolean): number[] {
  const counts = Array.from({ length: 24 }, () => 0);
  const seen = new Set<string>();
  for (const event of events) {
    const key = `${event.user_id} ${event.hour}`;
    if (isDeduplicated && seen.has(key)) continue;
    seen.add(key);
    counts[event.hour % 24] = (counts[event.hour % 24] as number) + weightOf(day - event.day);
  }
  return counts
    .map((_, hour) =>
      sum(HOUR_KERNEL.map(({ offset, share }) => (counts[(hour - offset + 24) % 24] as number) * share)),
    )
    .map((weight) => weight / WEIGHT_UNIT / WEIGHT_UNIT);
}

function hourOf({ history, own, peers, day, hour }: Context): number {
  const everybody = spread(history, day, true);
  const total = (list: readonly number[]) => sum(list);
  const global = everybody.map(
    (w) => (w + BACK_OFF.everybody / 24) / (total(everybody) + BACK_OFF.everybody),
  );
  const group = spread(peers, day, true);
  const peer = group.map(
    (w, h) => (w + BACK_OFF.peers * (global[h] as number)) / (total(group) + BACK_OFF.peers),
  );
  const user = spread(own, day, true);
  const density = user.map(
    (w, h) =>
      (w + HOUR_MIX.days * (HOUR_MIX.peers * (peer[h] as number) + HOUR_MIX.uniform / 24)) /
      (total(user) + HOUR_MIX.days),
  );
  const mine = density[hour % 24] as number;
  return -Math.log(sum(density.filter((d) => d <= mine * (1 + 1e-9))) / total(density));
}

function daysOf(events: readonly Event[], day: number): number {
  return sum(
    distinct(events.map((event) => `${event.user_id} ${event.day}`)).map((key) =>
      weightOf(day - Number(key.slice(key.lastIndexOf(" ")))),
    ),
  );
}

function geometric(expected: number, count: number): number {
  return -count * Math.log(expected / (1 + expected));
}

function volumeOf({ history, own, peers, group, day, hour, window }: Context): number {
  const others = group === null ? history : peers;
  const peerMean =
    ((spread(others, day, false)[hour % 24] as number) + VOLUME_PRIOR.events) /
    (daysOf(others, day) / WEIGHT_UNIT + VOLUME_PRIOR.userDays);
  const mean =
    ((spread(own, day, false)[hour % 24] as number) + BACK_OFF.user * peerMean) /
    (daysOf(own, day) / WEIGHT_UNIT + BACK_OFF.user);
  return geometric(mean, window.length);
}

function denialsOf({ own, day, window }: Context): number {
  const isDenial = ({ decision }: Event) => decision === "DENY";
  const denied = sum(own.filter(isDenial).map((event) => weightOf(day - event.day))) / WEIGHT_UNIT;
  const mean =
    (denied + DENIAL_PRIOR.denials) /
    ((daysOf(own, day) / WEIGHT_UNIT + DENIAL_PRIOR.days) * DENIAL_PRIOR.windowsADay);
  return geometric(mean, window.filter(isDenial).length);
}

function travelOf({ all, hour }: Context, user: string): number {
  const placed = all.filter(
    (event) => event.user_id === user && event.lat !== null && event.lon !== null && event.location !== null,
  );
  const speeds = placed.map((event, index) => {
    const before = placed[index - 1];
    if (before === undefined || event.hour !== hour) return 0;
    if (event.source_ip !== null && event.source_ip === before.source_ip) return 0;
    const elapsed = Math.max(Date.parse(event.ts) - Date.parse(before.ts), TRAVEL.shortestSeconds * 1000);
    const distance = kilometres(before, event);
    return distance > TRAVEL.kilometres ? distance / (elapsed / HOUR) : 0;
  });
  const speed = Math.max(0, ...speeds);
  return speed > TRAVEL.kilometresAnHour ? -Math.log((TRAVEL.tail * TRAVEL.kilometresAnHour) / speed) : 0;
}

function kilometres(a: AccessLogRecord, b: AccessLogRecord): number {
  const [lat1 = 0, lon1 = 0, lat2 = 0, lon2 = 0] = [a.lat, a.lon, b.lat, b.lon].map(
    (d) => ((d ?? 0) * Math.PI) / 180,
  );
  const h =
    Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((lon2 - lon1) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, h)));
}

function noveltyOf({ all, day, hour, own, history, group, window }: Context, user: string): number {
  const isNew = (resource: string) => !own.some((event) => event.resource === resource);
  const firstHour = (resource: string) =>
    Math.min(
      ...all.filter((e) => e.user_id === user && e.day === day && e.resource === resource).map((e) => e.hour),
    );
  const shares = (of: string | null) => {
    const members = of === null ? history : history.filter((event) => event.peer_group === of);
    return weights(members, day, ({ resource }) => resource);
  };
  const isRareFor = (resource: string, of: string | null) => {
    const counts = shares(of);
    return (
      (counts.get(resource) ?? 0) < NOVELTY.rareShare * sum([...counts.values()]) || !counts.has(resource)
    );
  };
  const today = all.filter((event) => event.user_id === user && event.day === day && event.hour <= hour);
  const added = distinct(today.map(({ resource }) => resource))
    .filter(isNew)
    .filter((resource) => isRareFor(resource, comparedWith(all, user, firstHour(resource), day)));
  if (!added.some((resource) => window.some((e) => e.resource === resource) && firstHour(resource) === hour))
    return 0;
  const firstDay = new Map<string, number>();
  for (const event of own) {
    firstDay.set(event.resource, Math.min(firstDay.get(event.resource) ?? event.day, event.day));
  }
  const knownSince = Math.min(...firstDay.values());
  if (!(knownSince <= day - NOVELTY.days)) return 0;
  const news = [...firstDay].filter(([, first]) => first >= knownSince + NOVELTY.days);
  const before = news.filter(([resource, first]) => first > day - NOVELTY.days && isRareFor(resource, group));
  const firsts = sum(news.map(([, first]) => weightOf(day - first))) / WEIGHT_UNIT;
  const mean =
    (NOVELTY.days * (NOVELTY.share * firsts + NOVELTY.prior)) /
    (daysOf(own, day) / WEIGHT_UNIT + NOVELTY.priorDays);
  return geometric(mean, added.length + before.length);
}

/** The group with which a user's window is compared, or null for everybody. */
function comparedWith(all: readonly Event[], user: string, hour: number, day: number): string | null {
  const group = highest(all.filter((e) => e.user_id === user && e.hour === hour).map((e) => e.peer_group));
  const members = all.filter((e) => e.day < day && e.day >= day - 30 && e.peer_group === group);
  return group !== null && distinct(members.map(({ user_id }) => user_id)).length >= SMALLEST_GROUP
    ? group
    : null;
}

function highest(groups: readonly (string | null)[]): string | null {
  return groups.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
