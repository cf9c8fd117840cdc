import type { Endpoint, TokenCall } from "../call.js";
import { committed } from "../commit.js";
import { DONE } from "../http.js";
import { notFound } from "../refused.js";
import { KEYS, putPerson } from "../rows.js";
import { standing } from "../step-up.js";

/** DELETE `devices/{id}`: its tokens count no longer, and its passkey or key signs in no more. */
export const deviceDelete: Endpoint<TokenCall> = async (call) => {
  const id = call.parameters["id"] ?? "";
  await committed(call.ports.store, async () => {
    const { person: stored } = await standing(call);
    if (!stored.value.devices.some((device) => device.id === id)) throw notFound();
    const devices = stored.value.devices.map((device) =>
      device.id === id ? { ...device, revoked: true } : device,
    );
    return {
      changes: [
        putPerson(stored, { ...stored.value, devices }),
        { change: "merge", key: KEYS.device(id), fields: { revoked: true } },
      ],
      value: undefined,
    };
  });
  return DONE;
};
