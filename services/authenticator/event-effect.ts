import { normalName } from "../../core/identity/name.js";
import { member, own, textMember } from "../../core/json/values.js";
import { committed, together } from "./commit.js";
import type { AuthenticatorPorts, IdentityStore } from "./ports.js";
import { setPosture } from "./posture-row.js";
import { setRisk } from "./risk-row.js";
import { KEYS, type Owned, personById, personByName, putPerson } from "./rows.js";
import type { SecurityEvent } from "./security-event.js";
import { endingOf } from "./sessions.js";

/** OpenID CAEP 1.0 section 3. */
const CAEP = "https://schemas.openid.net/secevent/caep/event-type/";
const RISKS: Readonly<Record<string, number>> = { LOW: 0.1, MEDIUM: 0.5, HIGH: 0.9 };

/** What an event changed: reasons of the access log's own. */
export type EventEffect = "applied" | "without_effect";

/** Whom an event is about. */
interface EventSubject {
  readonly person: string | undefined;
  readonly device: string | undefined;
}

/**
 * Carries an event out. An unknown subject or type, and what is older than what is known, changes nothing: whoever sends
 * it cannot know better.
 * `malformed` is an event without what its type asks for.
 */
export async function carryOutEvent(
  { store }: Pick<AuthenticatorPorts, "store">,
  iss: string,
  event: SecurityEvent,
): Promise<EventEffect | "malformed"> {
  const subject = await subjectOf(store, iss, event.subject);
  if (subject === undefined) return "malformed";
  const { person, device } = subject;
  const at = Number(own(event.event, "event_timestamp") ?? event.iat);
  switch (event.type) {
    case `${CAEP}session-revoked`:
      return person === undefined ? "without_effect" : endSessions(store, person, at);
    case `${CAEP}credential-change`: {
      const change = textMember(event.event, "change_type");
      if (change === undefined || textMember(event.event, "credential_type") === undefined)
        return "malformed";
      if (!["revoke", "delete"].includes(change) || person === undefined) return "without_effect";
      return endSessions(store, person, at);
    }
    case `${CAEP}device-compliance-change`: {
      const status = textMember(event.event, "current_status");
      if (status !== "compliant" && status !== "not-compliant") return "malformed";
      if (device === undefined) return "without_effect";
      await setPosture(store, device, status === "compliant" ? 1 : 0, at * 1000);
      return "applied";
    }
    case `${CAEP}risk-level-change`: {
      const level = textMember(event.event, "current_level");
      const risk = level !== undefined && Object.hasOwn(RISKS, level) ? RISKS[level] : undefined;
      const principal = textMember(event.event, "principal");
      if (risk === undefined || principal === undefined) return "malformed";
      if (principal !== "USER" || person === undefined) return "without_effect";
      const reason = textMember(event.event, "risk_reason")?.slice(0, 200);
      await setRisk(store, `user:${person}`, {
        risk,
        at: at * 1000,
        reasons: reason === undefined ? [] : [reason],
      });
      return "applied";
    }
    default:
      return "without_effect";
  }
}

/** Whom a subject identifier names (RFC 9493); undefined where a member that its format asks for is missing. */
async function subjectOf(
  store: IdentityStore,
  iss: string,
  subject: unknown,
): Promise<EventSubject | undefined> {
  const text = (name: string) => textMember(subject, name);
  switch (text("format")) {
    case "iss_sub": {
      const [of, sub] = [text("iss"), text("sub")];
      if (of === undefined || sub === undefined) return undefined;
      // A transmitter speaks for its own people alone.
      const row = of === iss ? await store.get<Owned>(KEYS.external({ iss: of, sub })) : undefined;
      return { person: row?.value.person, device: undefined };
    }
    case "email": {
      const email = text("email");
      if (email === undefined) return undefined;
      return { person: (await personByName(store, normalName(email)))?.value.id, device: undefined };
    }
    case "opaque": {
      const id = text("id");
      if (id === undefined) return undefined;
      const row = await store.get<Owned>(KEYS.deviceOwner(id));
      return { person: undefined, device: row === undefined ? undefined : id };
    }
    case "complex": {
      const [user, device] = ["user", "device"].map((name) => member(subject, name));
      const ofUser = user === undefined ? NOBODY : await subjectOf(store, iss, user);
      const ofDevice = device === undefined ? NOBODY : await subjectOf(store, iss, device);
      if (ofUser === undefined || ofDevice === undefined) return undefined;
      return { person: ofUser.person, device: ofDevice.device };
    }
    case undefined:
      return undefined;
    default:
      return NOBODY;
  }
}

const NOBODY: EventSubject = { person: undefined, device: undefined };

/** Ends the sessions that had begun by the instant; those of later are the person's own again. */
async function endSessions(store: IdentityStore, id: string, at: number): Promise<EventEffect> {
  return committed(store, async () => {
    const person = await personById(store, id);
    if (person === undefined) return { changes: [], value: "without_effect" as const };
    // The event knows whole seconds: what began within that second counts as before.
    const ends = await endingOf(store, id, ({ createdAt }) => Math.floor(createdAt / 1000) <= at);
    return { changes: together([putPerson(person, person.value)], ends), value: "applied" as const };
  });
}
