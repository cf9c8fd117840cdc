import type { CheckErrorCode } from "../../core/check/error-codes.js";
import type { ExpectationEntry } from "../../core/check/expectation.js";
import { TEXT } from "../../core/contracts/variable.js";
import { accept, type Result, refuse } from "../../core/errors.js";
import { member } from "../../core/json/values.js";
import { type CidrPeer, checkPeer } from "../../core/network/peer.js";
import { Port } from "../../core/network/port.js";
import { formatProtocol } from "../../core/network/protocol.js";
import { FLAG, text, value } from "../../core/options/kinds.js";
import { type OptionKind, optional } from "../../core/options/option-kind.js";
import { options } from "../../core/options/shape.js";
import { Segment } from "./segment.js";

/** One end of an expectation. */
export type ExpectationEnd = Segment | CidrPeer | "internet";

/** What an expectation says besides its two ends. */
export interface ExpectationOptions {
  /** @default - any traffic at all */
  readonly port?: Port;
  /** What reports call it. @default - made from the ends and the port */
  readonly name?: string;
  /** Whether chains through other segments count. @default - see the method */
  readonly transitive?: boolean;
}

/** What can be an end. */
export const EXPECTATION_END: OptionKind = value(
  'a segment, a block by Peer.cidr(…), or "internet"',
  (end) =>
    end === "internet" ||
    end instanceof Segment ||
    (checkPeer(end as CidrPeer).ok && member(end, "kind") === "cidr"),
  (end) => (typeof end === "string" ? `keep the segment in a variable and pass that` : undefined),
);

export const EXPECTATION_OPTIONS: OptionKind = options<ExpectationOptions>({
  port: optional(
    value("a constant or factory of Port: Port.HTTPS, Port.tcp(8443)", (port) => port instanceof Port),
  ),
  name: optional(text(TEXT)),
  transitive: optional(FLAG),
});

/** The end as people read it. */
export function endLabel(end: ExpectationEnd): string {
  if (end instanceof Segment) return end.segmentName;
  return end === "internet" ? end : end.cidr.text;
}

/** The end as `cordon check` finds it: a construct path is unique in an app, a segment's name is not. */
export function endName(end: ExpectationEnd): string {
  return end instanceof Segment ? end.node.path : endLabel(end);
}

/** The port as expectations state it. Problem: CORDON_EXPECTATION_TRAFFIC for a range. */
export function expectedTraffic(
  port: Port,
): Result<Pick<ExpectationEntry, "protocol" | "port">, CheckErrorCode> {
  if (port.protocol === "all") return accept({});
  const protocol = formatProtocol(port.protocol);
  if (!port.hasPorts) return accept({ protocol });
  if (port.from === port.to) return accept({ protocol, port: port.from });
  return refuse({
    code: "CORDON_EXPECTATION_TRAFFIC",
    summary: "an expectation is about one port, so that its witness is one packet",
    got: port.toString(),
    allowed: "a single port, a protocol without ports, or no port for any traffic",
    fix: "state one expectation for each port that matters, or leave the port out",
  });
}
