import { isJsonObject, own } from "../../core/json/values.js";

/** The request with the instant of `--now` as the time of its context, unless it has one or is not a request. */
export function withTime(request: unknown, now: string): unknown {
  if (!isJsonObject(request)) return request;
  const context = own(request, "context") ?? {};
  if (!isJsonObject(context) || own(context, "time") !== undefined) return request;
  return { ...request, context: { ...context, time: now } };
}
