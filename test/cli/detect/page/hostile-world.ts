import type { AccessLogRecord } from "../../../../core/detection/access-log.js";
import { smallWorld } from "../small-world.js";

/** What a hostile user would be called, and would ask for. */
export const HOSTILE = {
  user: `<script>document.title='owned'</script>"'&<img src=x onerror=alert(1)>\u202e`,
  resource: `admin/</style><svg onload=alert(1)>${"long".repeat(40)}`,
  action: `"><a href="javascript:alert(1)">`,
  reason: "<!--",
} as const;

/** The small world, whose attacker has a name of markup and asks for markup. */
export function hostileWorld(): AccessLogRecord[] {
  return smallWorld().map((record) => {
    const named = record.user_id === "u-3" ? { ...record, user_id: HOSTILE.user } : record;
    return record.decision === "DENY"
      ? { ...named, resource: HOSTILE.resource, action: HOSTILE.action, reason: HOSTILE.reason }
      : named;
  });
}
