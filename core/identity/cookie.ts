/** The cookie that holds the handle of a session; the prefix binds it to the host (RFC 6265bis section 4.1.3.2). */
const NAME = "__Host-cordon";
const ATTRIBUTES = "Secure; HttpOnly; SameSite=Strict; Path=/";

/** The Set-Cookie header with a handle. @param seconds until the session ends */
export function handleCookie(handle: string, seconds: number): string {
  return `${NAME}=${handle}; ${ATTRIBUTES}; Max-Age=${Math.max(0, Math.floor(seconds))}`;
}

/** The Set-Cookie header that takes the handle away. */
export const NO_HANDLE_COOKIE = `${NAME}=; ${ATTRIBUTES}; Max-Age=0`;

/** The handle of Cookie headers; undefined where there is none, or more than one: then nobody knows whose it is. */
export function handleOf(headers: readonly string[]): string | undefined {
  const values = headers
    .flatMap((header) => header.split(";"))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  return values.length === 1 && values[0] !== "" ? values[0] : undefined;
}
