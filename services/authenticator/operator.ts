import { createHash, timingSafeEqual } from "node:crypto";
import type { Call } from "./call.js";
import { Refused } from "./refused.js";

const BEARER = /^Bearer ([\x20-\x7e]{1,1024})$/iu;

/** Refuses who is not an operator: the transport says so (IAM), or the bearer secret of local mode. @throws Refused 401 */
export function requireOperator({ request, settings }: Pick<Call, "request" | "settings">): void {
  if (request.operator !== undefined) return;
  const values = request.header("authorization");
  const secret = values.length === 1 ? BEARER.exec(values[0] ?? "")?.[1] : undefined;
  const expected = Buffer.from(settings.operatorHash ?? "", "hex");
  const given = createHash("sha256")
    .update(secret ?? "")
    .digest();
  const isRight = expected.length === given.length && timingSafeEqual(expected, given);
  if (secret === undefined || !isRight) {
    throw new Refused({
      status: 401,
      reason: "operator_refused",
      headers: [["WWW-Authenticate", "Bearer"]],
    });
  }
}
