import type { Grant } from "../../core/access/grant.js";
import type { GrantPlan } from "../../core/access/plan-output.js";
import type { BrokerSettings } from "./ports.js";
import type { RevokePorts } from "./verbs.js";

/** What an intent needs beside the grant. */
export interface Step {
  readonly grant: Grant;
  readonly ports: RevokePorts & { readonly settings?: BrokerSettings };
  /** The plan of the start. @default - none: things are taken away, for which none is needed */
  readonly plan?: GrantPlan;
}

/** Milliseconds between two looks at what should be gone: reads of AWS may be that late. */
export const LOOK_AGAIN_MS = 2000;
