/** What is known of one sign-in. */
export interface SignIn {
  /** As {@link networkOf} writes it. */
  readonly network: string;
  /** ISO 3166-1 alpha-2. @default - unknown */
  readonly country?: string | undefined;
  /** Decimal degrees. @default - unknown */
  readonly place?: Place | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly browser: string;
  /** Id of a registered device. @default - none */
  readonly device?: string | undefined;
  /** Failures of the name from this network that came before, one after the other. */
  readonly failures: number;
}

/** A place on earth. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The time of day in six parts, UTC. */
export function hourOf(at: number): string {
  return String(Math.floor(new Date(at).getUTCHours() / 4));
}
