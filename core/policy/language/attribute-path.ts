import { quote } from "../../errors.js";

const SUBJECT = "subject.";
const CONTEXT = "context.";
/** Where a request keeps the attributes of its subject; a policy names them without it. */
const ATTRIBUTES = "subject.attributes.";

/** Whether the path is `subject.<name>` or `context.<path>` with no empty part. */
export function isAttributePath(path: string): boolean {
  if (path.startsWith(ATTRIBUTES)) return false;
  return (path.startsWith(SUBJECT) || path.startsWith(CONTEXT)) && !path.split(".").includes("");
}

/** What a path was meant to be that names the attributes as the request does; undefined where nothing is. */
export function meantPath(path: string): string | undefined {
  const meant = SUBJECT + path.slice(ATTRIBUTES.length);
  return path.startsWith(ATTRIBUTES) && isAttributePath(meant) ? `did you mean ${quote(meant)}?` : undefined;
}

/** A compiled attribute path. Data and no function: a call whose target differs each time costs more than it reads. */
export interface AttributePath {
  readonly text: string;
  readonly root: "subject" | "context";
  /** What follows the root, as it stands. */
  readonly name: string;
  /** The same, split at its dots. */
  readonly names: readonly string[];
}

/** The compiled form of a path that was checked. */
export function compileAttributePath(text: string): AttributePath {
  const root = text.startsWith(CONTEXT) ? "context" : "subject";
  const name = text.slice(root.length + 1);
  return { text, root, name, names: name.split(".") };
}
