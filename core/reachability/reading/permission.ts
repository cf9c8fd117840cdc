import { quote } from "../../errors.js";
import { hasIcmpTypes, hasPorts, type Protocol, parseProtocol } from "../../network/protocol.js";
import { ALL_TRAFFIC, type TrafficSet, trafficOf } from "../../network/traffic.js";
import { isKnown, numberOf, textOf, type Value } from "../../terraform/value.js";
import type { IpPermission, NetworkCollector } from "./network-collector.js";

const HIGHEST_PORT = 65535;
const HIGHEST_ICMP = 255;

/**
 * The traffic that a protocol and two ports write, as EC2 reads them.
 *
 * A value that EC2 refuses is a problem. Source: EC2 API reference, IpPermission.
 *
 * @param where place of the rule, for messages
 */
export function readPermission(
  protocolValue: Value | undefined,
  fromValue: Value | undefined,
  toValue: Value | undefined,
  where: string,
  collector: NetworkCollector,
): IpPermission {
  const key = plainKey(protocolValue, fromValue, toValue);
  const earlier = key === undefined ? undefined : collector.permissions.get(key);
  if (earlier !== undefined) return earlier;
  const permission = read(protocolValue, fromValue, toValue, where, collector);
  if (key !== undefined && permission.known) collector.permissions.set(key, permission);
  return permission;
}

/** Most networks write few different permissions, many times. */
function plainKey(...values: readonly (Value | undefined)[]): string | undefined {
  return values.every((value) => typeof value !== "object" || value === null) ? values.join("|") : undefined;
}

function read(
  protocolValue: Value | undefined,
  fromValue: Value | undefined,
  toValue: Value | undefined,
  where: string,
  collector: NetworkCollector,
): IpPermission {
  const everything = { traffic: ALL_TRAFFIC, known: false };
  if (protocolValue === undefined || protocolValue === null || !isKnown(protocolValue)) return everything;
  const parsed = parseProtocol(textOf(protocolValue) ?? "");
  if (!parsed.ok) {
    for (const problem of parsed.problems) collector.problem(problem, where);
    return everything;
  }
  const protocol = parsed.value;
  if (!(isWritten(fromValue) && isWritten(toValue))) return { traffic: trafficOfAll(protocol), known: false };
  const ports = readPorts(protocol, fromValue, toValue, where, collector);
  return ports === undefined
    ? { traffic: trafficOfAll(protocol), known: false }
    : { traffic: trafficOf(protocol, ports[0], ports[1]), known: true };
}

/** Every kind of packet of a protocol. */
function trafficOfAll(protocol: Protocol): TrafficSet {
  return trafficOf(protocol, hasPorts(protocol) ? 0 : -1, hasPorts(protocol) ? HIGHEST_PORT : -1);
}

function isWritten(value: Value | undefined): boolean {
  return value === undefined || isKnown(value);
}

function readPorts(
  protocol: Protocol,
  fromValue: Value | undefined,
  toValue: Value | undefined,
  where: string,
  collector: NetworkCollector,
): readonly [number, number] | undefined {
  const from = numberOf(fromValue);
  const to = numberOf(toValue);
  if (protocol === "all" || !(hasPorts(protocol) || hasIcmpTypes(protocol))) return [0, 0];
  if (hasIcmpTypes(protocol)) {
    const [type, code] = [from ?? -1, to ?? -1];
    if (inRange(type, -1, HIGHEST_ICMP) && inRange(code, -1, HIGHEST_ICMP)) return [type, code];
    return outOfRange(
      "an ICMP type and code from 0 to 255, or -1 for every one",
      fromValue,
      toValue,
      where,
      collector,
    );
  }
  if (from === undefined || to === undefined) {
    collector.problem(
      {
        code: "CORDON_RULE_INVALID",
        summary: "a rule for tcp or udp states no ports, which EC2 refuses",
        got: `ports ${quote(fromValue ?? null)} to ${quote(toValue ?? null)}`,
        allowed: "a first and a last port",
        fix: "write both ports, 0 and 65535 for all of them",
      },
      where,
    );
    return undefined;
  }
  if (!inRange(from, 0, HIGHEST_PORT) || !inRange(to, 0, HIGHEST_PORT))
    return outOfRange("ports from 0 to 65535", fromValue, toValue, where, collector);
  if (from > to) {
    collector.problem(
      {
        code: "CORDON_PORT_RANGE_REVERSED",
        summary: "the first port is higher than the last one",
        got: `${from} to ${to}`,
        allowed: "a first port not above the last one",
        fix: `write ${to} to ${from}`,
      },
      where,
    );
    return undefined;
  }
  return [from, to];
}

function inRange(number: number, lowest: number, highest: number): boolean {
  return Number.isInteger(number) && number >= lowest && number <= highest;
}

function outOfRange(
  allowed: string,
  from: Value | undefined,
  to: Value | undefined,
  where: string,
  collector: NetworkCollector,
): undefined {
  const got = `${quote(from ?? null)} to ${quote(to ?? null)}`;
  const summary = "a port, ICMP type or ICMP code is out of range";
  collector.problem(
    { code: "CORDON_PORT_OUT_OF_RANGE", summary, got, allowed, fix: "correct the number" },
    where,
  );
  return undefined;
}
