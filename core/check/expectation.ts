import type { Ajv2020 } from "ajv/dist/2020.js";
import { accept, quote, type Result, refuse, refuseAll } from "../errors.js";
import { schemaProblems } from "../json/schema-problems.js";
import { hasPorts, parseProtocol, TCP, UDP } from "../network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet, trafficOf } from "../network/traffic.js";
import { describeTraffic } from "../reachability/edge-traffic.js";
import type { CheckErrorCode } from "./error-codes.js";

/** A stated must-reach or must-not-reach. */
export interface Expectation {
  readonly name: string;
  /** Name or id of an endpoint, an IP address or a CIDR block. */
  readonly from: string;
  readonly to: string;
  /** The traffic that it speaks of. */
  readonly traffic: TrafficSet;
  readonly reach: boolean;
  /** Whether a chain through other segments counts as well as an edge. */
  readonly transitive: boolean;
  /** Where it is written, for messages. */
  readonly where: string;
}

/** An expectation as files and constructs write it. */
export interface ExpectationEntry {
  /** @default - made from the rest: "app reaches db on tcp/5432" */
  readonly name?: string;
  readonly from: string;
  readonly to: string;
  /** Name or number. @default - every protocol */
  readonly protocol?: string | number;
  /** @default - every port; without a protocol it is that port of tcp and of udp */
  readonly port?: number;
  readonly reach: boolean;
  /** @default false - direct conversations only */
  readonly transitive?: boolean;
}

const ENDPOINT = {
  type: "string",
  minLength: 1,
  description: "a segment's or workload's name, a Terraform address, a CIDR block, or internet",
} as const;

/** One expectation, as JSON schema. */
export const EXPECTATION_SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["from", "to", "reach"],
  properties: {
    name: { type: "string", minLength: 1, description: "what it is called in reports" },
    from: ENDPOINT,
    to: ENDPOINT,
    protocol: { type: ["string", "integer"], description: "tcp, udp, icmp, icmpv6, all, or an IANA number" },
    port: { type: "integer", minimum: 0, maximum: 65535, description: "a port from 0 to 65535" },
    reach: { type: "boolean", description: "true: must reach; false: must not reach" },
    transitive: { type: "boolean", description: "true: chains through other segments count" },
  },
} as const;

/** The file of `--expect`, as JSON schema. */
export const EXPECTATION_FILE_SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Expectations of cordon check",
  type: "object",
  additionalProperties: false,
  required: ["expectations"],
  properties: {
    $schema: { type: "string" },
    version: { const: 1, description: "1" },
    expectations: { type: "array", items: EXPECTATION_SCHEMA, description: "a list of expectations" },
  },
} as const;

/**
 * The expectations of a parsed file.
 *
 * Problems: CORDON_EXPECTATION_INVALID, CORDON_EXPECTATION_TRAFFIC, each with file and JSON pointer.
 * @param document the file's path, for messages
 */
export function parseExpectations(
  ajv: Ajv2020,
  json: unknown,
  document: string,
): Result<readonly Expectation[], CheckErrorCode> {
  const validate = ajv.compile<{ expectations: ExpectationEntry[] }>(EXPECTATION_FILE_SCHEMA);
  if (!validate(json)) {
    return refuseAll(schemaProblems(validate.errors ?? [], "CORDON_EXPECTATION_INVALID", `${document}#`));
  }
  const results = json.expectations.map((entry, index) =>
    expectationOf(entry, `${document}#/expectations/${index}`),
  );
  const problems = results.flatMap((result) => (result.ok ? [] : result.problems));
  return problems.length > 0
    ? refuseAll(problems)
    : accept(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** One expectation from its written form. Problem: CORDON_EXPECTATION_TRAFFIC. */
export function expectationOf(entry: ExpectationEntry, where: string): Result<Expectation, CheckErrorCode> {
  const traffic = trafficOfEntry(entry, where);
  if (!traffic.ok) return traffic;
  const { from, to, reach, transitive = false } = entry;
  const verb = reach ? "reaches" : "does not reach";
  const on = traffic.value.equals(ALL_TRAFFIC) ? "" : ` on ${describeTraffic(traffic.value)}`;
  const name = entry.name ?? `${from} ${verb} ${to}${on}${transitive ? ", even through others" : ""}`;
  return accept({ name, from, to, traffic: traffic.value, reach, transitive, where });
}

function trafficOfEntry(entry: ExpectationEntry, where: string): Result<TrafficSet, CheckErrorCode> {
  const { protocol: text = "all", port } = entry;
  const protocol = parseProtocol(text);
  if (!protocol.ok) {
    return refuseAll(
      protocol.problems.map((problem) => ({
        ...problem,
        code: "CORDON_EXPECTATION_TRAFFIC" as const,
        where: `${where}/protocol`,
      })),
    );
  }
  const number = protocol.value;
  if (number === "all") {
    return accept(
      port === undefined ? ALL_TRAFFIC : trafficOf(TCP, port, port).union(trafficOf(UDP, port, port)),
    );
  }
  if (hasPorts(number)) return accept(trafficOf(number, port ?? 0, port ?? 65535));
  if (port === undefined) return accept(trafficOf(number, -1, -1));
  return refuse({
    code: "CORDON_EXPECTATION_TRAFFIC",
    summary: "this protocol has no ports",
    got: `protocol ${quote(text)} with port ${port}`,
    allowed: "a port with tcp or udp",
    fix: "delete the port, or write tcp or udp",
    where: `${where}/port`,
  });
}
