import type { ExpectationEnd } from "../constructs/network/expectation-end.js";
import type { Segment } from "../constructs/network/segment.js";
import type { Segmentation } from "../constructs/network/segmentation.js";
import { CordonError, locate, type Problem, quote, type Result, refuse } from "../core/errors.js";
import { append } from "../core/json/append.js";
import { suggest } from "../core/json/suggest.js";
import type { NetworkErrorCode } from "../core/network/error-codes.js";
import { cidrPeer } from "../core/network/peer.js";
import { Port } from "../core/network/port.js";
import type { ExpectationConfig } from "./network-config.js";

/**
 * States the configured expectations; the synthesis proves them.
 * @throws CordonError with every end and port that does not exist, and CORDON_EXPECTATION_TRAFFIC for a range of ports
 */
export function stateExpectations(
  segmentation: Segmentation,
  expectations: readonly ExpectationConfig[],
  segments: ReadonlyMap<string, Segment>,
): void {
  const problems: Problem[] = [];
  const accepted = <T>(result: Result<T>, where: string): T | undefined => {
    if (result.ok) return result.value;
    append(
      problems,
      result.problems.map((problem) => locate(problem, where)),
    );
    return undefined;
  };
  const stated = expectations.map((expectation, index) => {
    const where = `cdktf.json#/context/cordon/expectations/${index}`;
    return {
      expectation,
      from: accepted(expectationEnd(expectation.from, segments), `${where}/from`),
      to: accepted(expectationEnd(expectation.to, segments), `${where}/to`),
      port:
        expectation.port === undefined ? undefined : accepted(Port.parse(expectation.port), `${where}/port`),
    };
  });
  if (problems.length > 0) throw new CordonError(problems);
  for (const { expectation, from, to, port } of stated) {
    if (from === undefined || to === undefined) continue;
    const { name, transitive, reach } = expectation;
    const options = {
      ...(port === undefined ? {} : { port }),
      ...(name === undefined ? {} : { name }),
      ...(transitive === undefined ? {} : { transitive }),
    };
    if (reach) segmentation.expectPath(from, to, options);
    else segmentation.expectNoPath(from, to, options);
  }
}

function expectationEnd(
  text: string,
  segments: ReadonlyMap<string, Segment>,
): Result<ExpectationEnd, NetworkErrorCode> {
  const segment = segments.get(text);
  if (segment !== undefined) return { ok: true, value: segment };
  if (text === "internet") return { ok: true, value: text };
  if (/[/:]|^[0-9.]+$/.test(text)) return cidrPeer(text);
  const tiers = [...segments.keys()];
  return refuse({
    code: "CORDON_TIER_UNKNOWN",
    summary: "this tier is not declared",
    got: quote(text),
    allowed: `${tiers.join(", ")}, a CIDR block, or internet`,
    fix: suggest(text, tiers) ?? "name a declared tier",
  });
}
