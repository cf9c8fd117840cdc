import type { Endpoint, TokenCall } from "./call.js";

/** One call: where it is, who may make it, and who answers. */
export type Route = {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Parameters are written `{name}`, and take one segment. */
  readonly path: string;
  /** What the access log calls it. */
  readonly action: `identity:${string}`;
  /** What the body has to be. @default - JSON with POST, PUT and PATCH */
  readonly body?: "form" | "none" | "bytes";
  /** Whether the endpoint looks at a proof of possession itself. @default - it is checked beforehand */
  readonly provesItself?: true;
} & (
  | { readonly access: "open" | "operator" | "public"; readonly endpoint: Endpoint }
  | { readonly access: "token" | "fresh" | "fresh-or-recovered"; readonly endpoint: Endpoint<TokenCall> }
);

/** The route of a request with the parameters of its path; or what the path allows. */
export type Match =
  | { readonly route: Route; readonly parameters: Readonly<Record<string, string>> }
  | { readonly allowed: readonly string[] };

const PARAMETER = /^\{(\w+)\}$/u;

/** The route of a method and a path. */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const allowed: string[] = [];
  const segments = path.split("/");
  for (const route of routes) {
    const parameters = parametersOf(route.path.split("/"), segments);
    if (parameters === undefined) continue;
    if (route.method === method) return { route, parameters };
    allowed.push(route.method);
  }
  return { allowed };
}

function parametersOf(
  template: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (template.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? "";
    const name = PARAMETER.exec(part)?.[1];
    if (name === undefined ? part !== segment : segment === "") return undefined;
    if (name !== undefined) parameters[name] = decoded(segment);
  }
  return parameters;
}

/** What cannot be decoded is not an id of anything. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
