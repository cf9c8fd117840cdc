import { type Device, deviceBoundTo, type Person } from "../../core/identity/person.js";
import type { Call } from "./call.js";
import { authenticationFailed } from "./refused.js";

/**
 * The device that signs in: the one of the passkey, else the one of the key that the request proved to hold.
 *
 * @throws Refused where the device was revoked: its passkey or key signs in no more (NIST SP 800-63B-4 section 4.3)
 */
export function usableDevice(
  person: Person,
  { keyThumbprint }: Pick<Call, "keyThumbprint">,
  passkey?: string,
): Device | undefined {
  const devices = [
    ...(passkey === undefined ? [] : [deviceBoundTo(person, { passkey })]),
    ...(keyThumbprint === undefined ? [] : [deviceBoundTo(person, { key: keyThumbprint })]),
  ].filter((device) => device !== undefined);
  if (devices.some(({ revoked }) => revoked)) throw authenticationFailed("device_revoked");
  return devices[0];
}
