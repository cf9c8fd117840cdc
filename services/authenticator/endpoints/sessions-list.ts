import { formatInstant } from "../../../core/time/instant.js";
import type { Endpoint, TokenCall } from "../call.js";
import { ok } from "../http.js";
import { openSessions } from "../sessions.js";

/** GET `sessions`: those of the person that go on. */
export const sessionsList: Endpoint<TokenCall> = async ({ caller, ports, now }) => {
  const sessions = await openSessions(ports.store, caller.person.id, now);
  return ok({
    sessions: sessions.map(({ sid, acr, amr, createdAt, lastUsedAt, clientId, deviceId }) => ({
      sid,
      current: sid === caller.session.sid,
      acr,
      amr,
      created_at: formatInstant(createdAt),
      last_used_at: formatInstant(lastUsedAt),
      client_id: clientId,
      device_id: deviceId ?? null,
    })),
  });
};
