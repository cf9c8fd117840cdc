import { isJsonObject, member, textMember } from "../../json/values.js";
import type { ConfiguredModule } from "./configured-module.js";

/** How CDKTF names the data source that reads another stack's outputs. */
const CROSS_STACK_NAME = "cross-stack-reference-input-";

/**
 * The stack whose state a `terraform_remote_state` data source reads, or undefined.
 *
 * The backend decides; the name that CDKTF gives the data source decides where backends cannot be compared.
 */
export function remoteStack(
  name: string,
  body: unknown,
  stacks: readonly ConfiguredModule[],
): ConfiguredModule | undefined {
  const type = textMember(body, "backend");
  const config = member(body, "config");
  const named = stacks.find((stack) => stack.isStack && name === CROSS_STACK_NAME + stack.document);
  if (named !== undefined) return named;
  if (!isJsonObject(config)) return undefined;
  const written = canonical(config);
  const matching = stacks.filter(
    (stack) => stack.backend?.type === type && canonical(stack.backend?.config) === written,
  );
  return matching.length === 1 ? matching[0] : undefined;
}

/** The members in order of name: enough for the flat configuration of a backend. */
function canonical(config: unknown): string {
  return isJsonObject(config)
    ? JSON.stringify(Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1)))
    : "";
}
