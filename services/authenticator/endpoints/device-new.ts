import { type Device, deviceBoundTo, type Person } from "../../../core/identity/person.js";
import { fieldsOf, LABEL, optional, TEXT } from "../body.js";
import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { notify } from "../notify.js";
import { newId } from "../password-check.js";
import { invalidRequest, notFound, Refused } from "../refused.js";
import { type DeviceRow, KEYS, type Owned, putPerson } from "../rows.js";
import { standing } from "../step-up.js";
import { deviceView } from "./devices-list.js";

const MOST_DEVICES = 50;

/** POST `devices`: a device by a passkey that cannot be copied, or by the key that this request proves to hold. */
export const deviceNew: Endpoint<TokenCall> = async (call) => {
  const { label, passkey_id } = fieldsOf(call.body, { label: LABEL, passkey_id: optional(TEXT) });
  const { ports, keyThumbprint } = call;
  const id = newId("d", ports);
  const row: DeviceRow = { owner: `user:${call.caller.person.id}`, registered: true, revoked: false };
  const device = await committed(ports.store, async () => {
    const { person: stored } = await standing(call);
    const boundTo = boundToOf(stored.value, passkey_id, keyThumbprint);
    if (deviceBoundTo(stored.value, boundTo) !== undefined) {
      throw new Refused({ status: 409, reason: "device_known" });
    }
    if (stored.value.devices.length >= MOST_DEVICES) {
      throw new Refused({ status: 409, reason: "too_many_devices" });
    }
    const device: Device = { id, label, boundTo, revoked: false, createdAt: call.now };
    const person: Person = { ...stored.value, devices: [...stored.value.devices, device] };
    const owned: Owned = { person: person.id };
    return {
      changes: [
        putPerson(stored, person),
        { change: "put", key: KEYS.deviceOwner(id), value: owned, expected: 0 },
        { change: "merge", key: KEYS.device(id), fields: { ...row } },
      ],
      value: device,
    };
  });
  await notify(call, call.caller.person.id, "new_device");
  return { status: 201, body: deviceView(device, row) };
};

function boundToOf(
  person: Person,
  passkeyId: string | undefined,
  key: string | undefined,
): Device["boundTo"] {
  if (passkeyId === undefined) {
    if (key === undefined) throw invalidRequest();
    return { key };
  }
  const passkey = person.passkeys.find(({ id }) => id === passkeyId);
  if (passkey === undefined) throw notFound();
  // What can be copied to other devices says nothing of this one.
  if (passkey.backupEligible) throw new Refused({ status: 409, reason: "passkey_synced" });
  return { passkey: passkeyId };
}
