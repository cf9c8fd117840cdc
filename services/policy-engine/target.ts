import { own } from "../../core/json/values.js";
import type { Target } from "./presented-request.js";
import { denied, type Verified, verified } from "./reasons.js";
import type { ApiRoute } from "./settings.js";

/** What API Gateway takes at most (10 240 bytes for the request line and all headers). */
const LONGEST_PATH = 10_240;
/** Characters that end or restart a path for some servers, or that nobody sees. */
const AMBIGUOUS = /[\\?#;\p{Cc}\p{Cs}]/u;
const PARAMETER = /\{([^{}+]+)(\+?)\}/g;

/** The route of an HTTP API for requests that no other route takes. It says nothing about their path. */
export const DEFAULT_ROUTE = "$default";

/** The request line and what the router made of it. */
export interface RoutedRequest {
  readonly method: string;
  /** As the caller wrote it, percent-encoded or not: what the router saw is its end. */
  readonly path: string;
  /** Path of the route: "/orders/{id}", {@link DEFAULT_ROUTE}, or undefined where no router looked at the path. */
  readonly route: string | undefined;
  readonly pathParameters: Readonly<Record<string, unknown>>;
  /** What may stand before the router's path, such as a stage. @default - anything: a domain name maps as it likes */
  readonly bases?: readonly string[] | undefined;
}

/**
 * What a request does to what: as the route table says, else `http:<METHOD>` on the path that the router saw, without
 * its first slash.
 *
 * The path must mean the same to every server behind this one. One that holds dot segments, empty segments, encoded
 * slashes, backslashes, semicolons or doubly encoded characters could be another resource to the API than to the
 * access policies, so it is denied: `path_ambiguous`. So is one whose end is not what the router saw.
 */
export function targetOf(
  request: RoutedRequest,
  routes: Readonly<Record<string, ApiRoute>>,
): Verified<Target> {
  const { route, pathParameters } = request;
  const written = unambiguous(request.path);
  const path = written === undefined ? undefined : routedPath(request, written);
  if (path === undefined) return denied("path_ambiguous");
  const methods = methodsOf(request.method);
  const named = route === undefined ? undefined : routeIn(routes, methods, route);
  if (named === undefined) {
    return verified({
      action: `http:${methods.at(-1)}`,
      resource: path === "/" ? "/" : path.slice(1),
    });
  }
  const resource = fill(named.resource, pathParameters);
  return resource === undefined ? denied("path_ambiguous") : verified({ action: named.action, resource });
}

/** HEAD runs the handler of GET in most servers, so it is GET to the policies where the table says nothing else. */
function methodsOf(method: string): readonly string[] {
  const upper = method.toUpperCase();
  return upper === "HEAD" ? ["HEAD", "GET"] : [upper];
}

/** The entry of the route table: that of the method, else that of any method. */
function routeIn(
  routes: Readonly<Record<string, ApiRoute>>,
  methods: readonly string[],
  route: string,
): ApiRoute | undefined {
  const keys =
    route === DEFAULT_ROUTE ? [DEFAULT_ROUTE] : [...methods, "ANY"].map((method) => `${method} ${route}`);
  const key = keys.find((one) => Object.hasOwn(routes, one));
  return key === undefined ? undefined : routes[key];
}

/**
 * What the router saw: the path without the stage and the base path of a mapping, which stand before it.
 *
 * The route with its parameters says it, and the decoded path must end with it.
 */
function routedPath({ route, pathParameters, bases }: RoutedRequest, path: string): string | undefined {
  if (route === undefined || route === DEFAULT_ROUTE) return path;
  const filled = fill(route, pathParameters);
  if (filled?.startsWith("/") !== true) return undefined;
  const base = baseBefore(filled, path);
  return base === undefined || bases?.includes(base) === false ? undefined : filled;
}

function baseBefore(filled: string, path: string): string | undefined {
  // The root of a mapping may be written without the slash: "/v1".
  if (filled === "/") return path.replace(/\/$/, "");
  return path.endsWith(filled) ? path.slice(0, path.length - filled.length) : undefined;
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
