import type { Place } from "./places.js";

/** One request of a simulated person, before it is a record. */
export interface SimulatedEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly person: number;
  readonly user: string;
  readonly group: string;
  /** Null where the address could not be looked up. */
  readonly place: Place | null;
  readonly address: string;
  readonly resource: string;
  readonly denied: boolean;
  readonly device: string;
  readonly session: string;
  readonly region: string;
  /** The attack that the request belongs to; null where a person of good will sent it. */
  readonly attack: string | null;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
