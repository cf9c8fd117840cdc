import { accept, quote, type Result, refuse, valueOrThrow } from "../errors.js";
import type { NetworkErrorCode } from "./error-codes.js";
import { bareNumber, IP_PROTOCOL, meantPort, portlessText } from "./port-spelling.js";
import {
  formatProtocol,
  hasIcmpTypes,
  hasPorts,
  ICMP,
  type Protocol,
  parseProtocol,
  TCP,
  UDP,
} from "./protocol.js";
import { isToken, tokenProblem } from "./token.js";
import { type TrafficSet, trafficOf } from "./traffic.js";

const HIGHEST_PORT = 65535;
const HIGHEST_ICMP_VALUE = 255;
const ECHO_REQUEST = 8;
const EXAMPLES = "a text such as tcp/443, udp/53, icmp/8, ip/50 or all";
/** What EC2 writes for "every type" and "every code". */
const EVERY = -1;

/**
 * What a flow carries: a protocol with its ports, or with its ICMP type and code.
 *
 * An immutable value; `toString()` and {@link Port.parse} are each other's inverse: "tcp/443",
 * "udp/8000-8080", "icmp/8/0", "icmp", "ip/50", "all".
 */
export class Port {
  static readonly SSH = Port.tcp(22);
  static readonly SMTP_SUBMISSION = Port.tcp(587);
  static readonly DNS_TCP = Port.tcp(53);
  static readonly DNS_UDP = Port.udp(53);
  static readonly HTTP = Port.tcp(80);
  static readonly NTP = Port.udp(123);
  static readonly LDAPS = Port.tcp(636);
  static readonly HTTPS = Port.tcp(443);
  static readonly SYSLOG_TLS = Port.tcp(6514);
  static readonly NFS = Port.tcp(2049);
  static readonly MSSQL = Port.tcp(1433);
  static readonly ORACLE = Port.tcp(1521);
  static readonly MYSQL = Port.tcp(3306);
  static readonly RDP = Port.tcp(3389);
  static readonly REDSHIFT = Port.tcp(5439);
  static readonly POSTGRES = Port.tcp(5432);
  static readonly REDIS = Port.tcp(6379);
  static readonly KAFKA_TLS = Port.tcp(9094);
  static readonly OPENSEARCH = Port.tcp(9200);
  static readonly MEMCACHED = Port.tcp(11211);
  static readonly MONGODB = Port.tcp(27017);

  readonly protocol: Protocol;
  /** First port, or ICMP type, or -1 for every type; meaningless where the protocol has neither. */
  readonly from: number;
  /** Last port, inclusive, or ICMP code, or -1 for every code. */
  readonly to: number;

  private constructor(protocol: Protocol, from: number, to: number) {
    this.protocol = protocol;
    this.from = from;
    this.to = to;
  }

  /**
   * One TCP port.
   * @throws CordonError CORDON_PORT_OUT_OF_RANGE, CORDON_TOKEN_NOT_ALLOWED
   */
  static tcp(port: number): Port {
    return Port.tcpRange(port, port);
  }

  /**
   * TCP ports, both ends inclusive.
   * @throws CordonError CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_RANGE_REVERSED, CORDON_TOKEN_NOT_ALLOWED
   */
  static tcpRange(from: number, to: number): Port {
    return valueOrThrow(Port.#withPorts(TCP, from, to));
  }

  /**
   * One UDP port.
   * @throws CordonError CORDON_PORT_OUT_OF_RANGE, CORDON_TOKEN_NOT_ALLOWED
   */
  static udp(port: number): Port {
    return Port.udpRange(port, port);
  }

  /**
   * UDP ports, both ends inclusive.
   * @throws CordonError CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_RANGE_REVERSED, CORDON_TOKEN_NOT_ALLOWED
   */
  static udpRange(from: number, to: number): Port {
    return valueOrThrow(Port.#withPorts(UDP, from, to));
  }

  /**
   * ICMP for IPv4, by type and code (IANA ICMP parameters).
   * @param type - @default - every type and code
   * @param code - @default - every code of the type
   * @throws CordonError CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_MALFORMED, CORDON_TOKEN_NOT_ALLOWED
   */
  static icmp(type: number = EVERY, code: number = EVERY): Port {
    return valueOrThrow(Port.#withIcmp(ICMP, type, code));
  }

  /** An ICMP echo request: what `ping` sends. */
  static icmpPing(): Port {
    return Port.icmp(ECHO_REQUEST, EVERY);
  }

  /**
   * A protocol without ports, by IANA name or number ("esp", 50), or every ICMPv6 message ("icmpv6").
   * @throws CordonError CORDON_PROTOCOL_UNKNOWN, CORDON_TOKEN_NOT_ALLOWED, CORDON_PORT_MALFORMED for tcp and udp,
   * which need ports
   */
  static protocol(protocol: string | number): Port {
    return valueOrThrow(Port.parse(portlessText(valueOrThrow(parseProtocol(protocol)))));
  }

  /** Every protocol and port, for a peer that inspects traffic. Prefer named ports: `cordon check` reports this one. */
  static allTraffic(): Port {
    return new Port("all", EVERY, EVERY);
  }

  /** @internal The port as callers without a type checker hand it over; problem CORDON_PORT_MALFORMED. */
  static check(port: Port): Result<Port, NetworkErrorCode> {
    if (port instanceof Port) return accept(port);
    return refuse({
      code: "CORDON_PORT_MALFORMED",
      summary: "this is not a port",
      got: quote(port),
      allowed: "a constant or factory of Port: Port.HTTPS, Port.tcp(8443)",
      fix:
        typeof port === "number" ? `write Port.tcp(${port})` : "write Port.HTTPS or the port that is meant",
    });
  }

  /** @internal The port of parts that are checked already: a merge of two ports. */
  static ofRun(protocol: Protocol, from: number, to: number): Port {
    return new Port(protocol, from, to);
  }

  /**
   * The port that the text writes: "tcp/443", "tcp/8000-8080", "udp/53", "icmp", "icmp/8", "icmp/8/0", "esp", "ip/50",
   * "all". A number alone is refused: 50 is a port to people and an IP protocol to EC2.
   *
   * Problems: CORDON_PORT_MALFORMED, CORDON_PORT_OUT_OF_RANGE, CORDON_PORT_RANGE_REVERSED,
   * CORDON_PROTOCOL_UNKNOWN, CORDON_TOKEN_NOT_ALLOWED.
   */
  static parse(text: string): Result<Port, NetworkErrorCode> {
    if (isToken(text)) return refuse(tokenProblem(text, "a literal port", "write it, for example tcp/443"));
    const malformed = (allowed: string, fix: string) =>
      refuse({
        code: "CORDON_PORT_MALFORMED" as const,
        summary: "this is not a port",
        got: quote(text),
        allowed,
        fix,
      });
    // Untyped input may hold the number 443 here, or nothing.
    if (typeof text !== "string") return malformed(EXAMPLES, "write protocol and port as one text");
    const bare = bareNumber(text);
    if (bare !== undefined) {
      return refuse({
        code: "CORDON_PORT_MALFORMED",
        summary: "a number alone does not say whether it is a port or an IP protocol",
        got: quote(text),
        ...bare,
      });
    }
    const meant = meantPort(text, namedPorts());
    if (meant !== undefined) return malformed(EXAMPLES, `did you mean ${quote(meant)}?`);
    const [name = "", ...parts] = text.split("/");
    if (name.toLowerCase() === IP_PROTOCOL) {
      const [number = "", ...others] = parts;
      const protocol = /^[0-9]/.test(number) ? parseProtocol(number) : undefined;
      return protocol?.ok
        ? Port.#ofParts(protocol.value, portlessText(protocol.value), others, malformed)
        : malformed("ip/0 to ip/255", "write the number of the IP protocol, or all for every one");
    }
    const protocol = parseProtocol(name);
    if (!protocol.ok) return protocol;
    return Port.#ofParts(
      protocol.value,
      /^[0-9]/.test(name) ? portlessText(protocol.value) : name,
      parts,
      malformed,
    );
  }

  /** The port of a protocol and of what stands behind it, between slashes. */
  static #ofParts(
    protocol: Protocol,
    name: string,
    parts: readonly string[],
    malformed: (allowed: string, fix: string) => Result<never, NetworkErrorCode>,
  ): Result<Port, NetworkErrorCode> {
    const [first, second, ...rest] = parts;
    if (hasPorts(protocol)) {
      const range = /^([0-9]{1,9})(?:-([0-9]{1,9}))?$/.exec(first ?? "");
      if (range === null || second !== undefined) {
        return malformed(`${name}/443 or ${name}/8000-8080`, "name the ports that the flow uses");
      }
      return Port.#withPorts(protocol, Number(range[1]), Number(range[2] ?? range[1]));
    }
    if (hasIcmpTypes(protocol)) {
      if (
        rest.length > 0 ||
        ![first, second].every((part) => part === undefined || /^[0-9]{1,3}$/.test(part))
      ) {
        return malformed(
          `${name}, ${name}/8 or ${name}/8/0`,
          "write type and code as numbers, or leave them out",
        );
      }
      return Port.#withIcmp(protocol, Number(first ?? EVERY), Number(second ?? EVERY));
    }
    if (first !== undefined) {
      return malformed(
        `${name} alone`,
        "leave the ports out: EC2 ignores them for this protocol, so they would promise what does not hold",
      );
    }
    return accept(new Port(protocol, EVERY, EVERY));
  }

  /** The packets that this port stands for. */
  get traffic(): TrafficSet {
    return trafficOf(this.protocol, this.from, this.to);
  }

  /** Whether the protocol has ports (tcp, udp). */
  get hasPorts(): boolean {
    return hasPorts(this.protocol);
  }

  equals(other: Port): boolean {
    return other instanceof Port && this.toString() === other.toString();
  }

  toString(): string {
    const protocol = portlessText(this.protocol);
    if (hasPorts(this.protocol))
      return `${protocol}/${this.from}${this.to === this.from ? "" : `-${this.to}`}`;
    if (this.from === EVERY || !hasIcmpTypes(this.protocol)) return protocol;
    return `${protocol}/${this.from}${this.to === EVERY ? "" : `/${this.to}`}`;
  }

  /**
   * @internal The port in Terraform addresses and in the order of ACL entries, where an IP protocol is its number, as
   * EC2 writes it: another spelling would move resources that stand.
   */
  get key(): string {
    return hasPorts(this.protocol) || hasIcmpTypes(this.protocol)
      ? this.toString()
      : formatProtocol(this.protocol);
  }

  static #withPorts(protocol: Protocol, from: number, to: number): Result<Port, NetworkErrorCode> {
    for (const port of [from, to]) {
      if (isToken(port)) return refuse(tokenProblem(port, "a literal port number", "write the number"));
      if (!Number.isInteger(port) || port < 0 || port > HIGHEST_PORT) {
        return refuse({
          code: "CORDON_PORT_OUT_OF_RANGE",
          summary: "this is not a port number",
          got: quote(port),
          allowed: `a whole number from 0 to ${HIGHEST_PORT}`,
          fix: "write the port that the service listens on",
        });
      }
    }
    if (from > to) {
      return refuse({
        code: "CORDON_PORT_RANGE_REVERSED",
        summary: "the first port of the range is higher than the last one",
        got: `${from}-${to}`,
        allowed: "first port at most the last port",
        fix: `write ${to}-${from}`,
      });
    }
    return accept(new Port(protocol, from, to));
  }

  static #withIcmp(protocol: Protocol, type: number, code: number): Result<Port, NetworkErrorCode> {
    for (const value of [type, code]) {
      if (isToken(value))
        return refuse(tokenProblem(value, "a literal ICMP type or code", "write the number"));
      if (!Number.isInteger(value) || value < EVERY || value > HIGHEST_ICMP_VALUE) {
        return refuse({
          code: "CORDON_PORT_OUT_OF_RANGE",
          summary: "this is not an ICMP type or code",
          got: quote(value),
          allowed: `a whole number from 0 to ${HIGHEST_ICMP_VALUE}, or -1 for every one`,
          fix: "take type and code from the IANA registry of ICMP parameters",
        });
      }
    }
    if (type === EVERY && code !== EVERY) {
      return refuse({
        code: "CORDON_PORT_MALFORMED",
        summary: "an ICMP code without its type",
        got: quote({ type, code }),
        allowed: "a type, or a type and its code",
        fix: "name the type",
      });
    }
    return accept(new Port(protocol, type, code));
  }
}

function namedPorts(): (readonly [name: string, port: string])[] {
  return Object.entries(Port).flatMap(([name, port]) =>
    port instanceof Port ? [[name, port.toString()] as const] : [],
  );
}
