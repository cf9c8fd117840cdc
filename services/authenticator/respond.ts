import type { Answer, AuthenticatorResponse } from "./http.js";
import type { Refusal } from "./refused.js";

const TITLES: Readonly<Record<number, string>> = {
  400: "The request cannot be used",
  401: "Authentication is required",
  403: "Access is denied",
  404: "There is nothing here",
  405: "The method is not one of this resource",
  409: "The request conflicts with what there is",
  413: "The body is too large",
  415: "The body has another type",
  429: "Too many attempts failed",
  500: "The request failed",
  503: "The request could not be finished",
};

type Headers = readonly (readonly [name: string, value: string])[];

/** An answer as it is sent. JSON leaves out what is undefined. */
export function answered({ status, body, headers = [] }: Answer, always: Headers): AuthenticatorResponse {
  const isSetBy = (name: string) => headers.some(([own]) => own.toLowerCase() === name);
  return {
    status,
    headers: [
      ...always,
      ...(isSetBy("cache-control") ? [] : [["Cache-Control", "no-store"] as const]),
      ...(typeof body === "object" && !isSetBy("content-type")
        ? [["Content-Type", "application/json"] as const]
        : []),
      ...headers,
    ],
    body: body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body),
  };
}

/** A refusal as problem details (RFC 9457). */
export function refusedAnswer(
  { status, reason, headers = [], details = {}, body }: Refusal,
  eventId: string,
  always: Headers,
): AuthenticatorResponse {
  return {
    status,
    headers: [
      ...always,
      ["Cache-Control", "no-store"],
      // Clients of OAuth read their error out of plain JSON alone (RFC 6749 section 5.2).
      [
        "Content-Type",
        body === undefined && !("error" in details) ? "application/problem+json" : "application/json",
      ],
      ...headers,
    ],
    body: JSON.stringify(
      body ?? {
        title: TITLES[status] ?? "The request failed",
        status,
        reason,
        eventId,
        ...details,
      },
    ),
  };
}
