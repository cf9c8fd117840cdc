import type { Device } from "../../../core/identity/person.js";
import type { Endpoint, TokenCall } from "../call.js";
import { ok } from "../http.js";
import { type DeviceRow, KEYS } from "../rows.js";

/** GET `devices`. */
export const devicesList: Endpoint<TokenCall> = async ({ caller: { person }, ports }) => {
  const rows = await Promise.all(
    person.devices.map(async (device) => {
      const row = await ports.store.get<DeviceRow>(KEYS.device(device.id));
      return deviceView(device, row?.value);
    }),
  );
  return ok({ devices: rows });
};

/** What a person sees of a device. */
export function deviceView({ id, label, boundTo, revoked }: Device, row: DeviceRow | undefined): object {
  return {
    device_id: id,
    label,
    bound_to: "passkey" in boundTo ? "passkey" : "key",
    posture: row?.posture ?? null,
    posture_measured_at: row?.posture_measured_at ?? null,
    revoked,
  };
}
