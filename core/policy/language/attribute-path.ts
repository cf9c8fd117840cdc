const SUBJECT = "subject.";
const CONTEXT = "context.";

/** Whether the path is `subject.<name>` or `context.<path>` with no empty part. */
export function isAttributePath(path: string): boolean {
  return (path.startsWith(SUBJECT) || path.startsWith(CONTEXT)) && !path.split(".").includes("");
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
