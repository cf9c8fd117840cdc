import { own } from "../../core/json/values.js";
import type { Target } from "./presented-request.js";
import { denied, type Verified, verified } from "./reasons.js";
import type { Route } from "./settings.js";

/** What API Gateway takes at most (10 240 bytes for the request line and all headers). */
const LONGEST_PATH = 10_240;
/** Characters that end or restart a path for some servers, or that nobody sees. */
const AMBIGUOUS = /[\\?#;\p{Cc}\p{Cs}]/u;
const PARAMETER = /\{([^{}+]+)(\+?)\}/g;

/** The request line and what the router made of it. */
export interface RoutedRequest {
  readonly method: string;
  /** Without the stage, percent-encoded or not. */
  readonly path: string;
  readonly routeKey: string | undefined;
  readonly pathParameters: Readonly<Record<string, unknown>>;
}

/**
 * What a request does to what: as the route table says, else `http:<METHOD>` on the path without its first slash.
 *
 * The path must mean the same to every server behind this one. One that holds dot segments, empty segments, encoded
 * slashes, backslashes, semicolons or doubly encoded characters could be another resource to the API than to the
 * access policies, so it is denied: `path_ambiguous`.
 */
export function targetOf(request: RoutedRequest, routes: Readonly<Record<string, Route>>): Verified<Target> {
  const path = unambiguous(request.path);
  if (path === undefined) return denied("path_ambiguous");
  const { routeKey } = request;
  const route = routeKey !== undefined && Object.hasOwn(routes, routeKey) ? routes[routeKey] : undefined;
  if (route === undefined) {
    return verified({
      action: `http:${request.method.toUpperCase()}`,
      resource: path === "/" ? "/" : path.slice(1),
    });
  }
  const resource = fill(route.resource, request.pathParameters);
  return resource === undefined ? denied("path_ambiguous") : verified({ action: route.action, resource });
}

/** The path with its parameters in place of their names; undefined for one that is missing or holds a slash. */
function fill(template: string, parameters: Readonly<Record<string, unknown>>): string | undefined {
  let complete = true;
  const filled = template.replace(PARAMETER, (_, name: string, greedy: string) => {
    const value = own(parameters, name);
    const text = typeof value === "string" ? unambiguous(`/${value}`)?.slice(1) : undefined;
    if (text === undefined || text === "" || (greedy === "" && text.includes("/"))) complete = false;
    return text ?? "";
  });
  return complete ? filled : undefined;
}

/** The decoded path, or undefined for one that servers read in different ways. */
function unambiguous(path: string): string | undefined {
  if (!path.startsWith("/") || path.length > LONGEST_PATH) return undefined;
  const decoded = decode(path);
  if (decoded === undefined || AMBIGUOUS.test(decoded)) return undefined;
  // Decoding must neither have made a separator nor leave anything to decode.
  if (decoded.includes("%") || count(decoded, "/") !== count(path, "/")) return undefined;
  const segments = decoded.split("/").slice(1);
  const isRoot = segments.length === 1 && segments[0] === "";
  const isTrailing = (index: number) => index === segments.length - 1;
  const unclear = segments.some(
    (segment, index) => segment === "." || segment === ".." || (segment === "" && !isTrailing(index)),
  );
  return unclear && !isRoot ? undefined : decoded;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
