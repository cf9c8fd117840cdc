import type { AccessContext } from "../../core/policy/request/request.js";
import type { DeviceRecord } from "./ports.js";
import { denied, type Verified, verified } from "./reasons.js";

/** What decisions may know of the device, and until when. */
export interface DeviceFacts {
  readonly device: NonNullable<AccessContext["device"]>;
  /** Whether a posture was measured, but too long ago to count. */
  readonly postureIsStale: boolean;
  /** Milliseconds since 1970 from which the posture will not count any more; Infinity for one without a posture. */
  readonly freshUntil: number;
}

/**
 * Judges the registry's record of the device that a token names.
 *
 * A token for a device that is unknown, revoked or somebody else's is a stolen one until proven otherwise: it is
 * denied whatever the policies say. A posture that is too old only stops counting, because not every policy asks.
 *
 * @param subject "user:u-17"
 */
export function judgeDevice(
  deviceId: string,
  record: DeviceRecord | undefined,
  subject: string,
  now: number,
  postureMaximumAgeSeconds: number,
): Verified<DeviceFacts> {
  if (record === undefined) return denied("device_unknown");
  if (record.revoked) return denied("device_revoked");
  if (record.owner !== subject) return denied("device_not_owned");
  const { registered, posture, postureMeasuredAt } = record;
  const device = { id: deviceId, registered };
  if (posture === undefined) return verified({ device, postureIsStale: false, freshUntil: Infinity });
  const freshUntil = (postureMeasuredAt ?? -Infinity) + postureMaximumAgeSeconds * 1000;
  // A measurement in the future is as unusable as an old one.
  const isFresh = now < freshUntil && (postureMeasuredAt ?? Infinity) <= now;
  return verified(
    isFresh
      ? { device: { ...device, posture }, postureIsStale: false, freshUntil }
      : { device, postureIsStale: true, freshUntil: Infinity },
  );
}
