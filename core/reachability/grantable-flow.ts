import { isJsonObject, member } from "../json/values.js";
import type { InputFile } from "../terraform/input-file.js";

/** A flow that a just-in-time grant may open, as constructs write it into the metadata of a stack. */
export interface GrantableFlowEntry {
  /** Id of the entitlement. */
  readonly entitlement: string;
  /** Longest that one grant keeps it open. */
  readonly maxMinutes: number;
  /** Id of the security group that may connect, or a reference to it. */
  readonly from: string;
  /** Id of the security group that accepts, or a reference to it. */
  readonly to: string;
  /** "tcp", "udp", "icmp", "icmpv6", "all" or an IANA number. */
  readonly protocol: string;
  /** First port, or ICMP type; -1 for every one. */
  readonly fromPort: number;
  /** Last port, or ICMP code; -1 for every one. */
  readonly toPort: number;
  /** Construct path of the access broker. */
  readonly constructPath: string;
}

/** The type under which such flows are read as if they were resources, so that references in them are resolved. */
export const GRANTABLE_FLOW = "cordon_grantable_flow";

/** The file with its grantable flows as resources; the same file where it has none. */
export function withGrantableFlows(file: InputFile): InputFile {
  const { json } = file;
  const flows = member(member(member(member(json, "//"), "metadata"), "cordon"), "grantableFlows");
  if (!isJsonObject(json) || !Array.isArray(flows) || flows.length === 0) return file;
  const resource = member(json, "resource");
  const read = Object.fromEntries(flows.map((flow, at) => [`flow_${at}`, asResource(flow)]));
  return {
    ...file,
    json: { ...json, resource: { ...(isJsonObject(resource) ? resource : {}), [GRANTABLE_FLOW]: read } },
  };
}

/** In the words of a rule resource. What is missing is found where the rule is read. */
function asResource(flow: unknown): object {
  const of = (key: string): unknown => member(flow, key) ?? null;
  return {
    "//": { metadata: { path: of("constructPath") } },
    security_group_id: of("from"),
    referenced_security_group_id: of("to"),
    ip_protocol: of("protocol"),
    from_port: of("fromPort"),
    to_port: of("toPort"),
    entitlement: of("entitlement"),
    max_minutes: of("maxMinutes"),
  };
}
