import { addressProbing } from "./address-probing.js";
import { deniedBurst } from "./denied-burst.js";
import { firstCriticalUse } from "./first-critical-use.js";
import { impossibleTravel } from "./impossible-travel.js";
import { lowAndSlow } from "./low-and-slow.js";
import { missingPlace } from "./missing-place.js";
import { newCountrySequence } from "./new-country-sequence.js";
import { revokedToken } from "./revoked-token.js";
import type { DetectionRule } from "./rule.js";
import { sessionOnTwoDevices } from "./session-on-two-devices.js";
import { silentSource } from "./silent-source.js";

/** Every rule of detection, in the order of the ids. A new rule adds itself here. */
export const DETECTION_RULES: readonly DetectionRule[] = [
  deniedBurst,
  addressProbing,
  impossibleTravel,
  firstCriticalUse,
  lowAndSlow,
  newCountrySequence,
  sessionOnTwoDevices,
  revokedToken,
  silentSource,
  missingPlace,
];
