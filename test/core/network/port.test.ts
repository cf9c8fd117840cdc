import { describe, expect, it } from "vitest";
import { Port } from "../../../core/network/port.js";
import { ICMP, ICMPV6, type Protocol, TCP, UDP } from "../../../core/network/protocol.js";
import { messageOf, refusalOf } from "../../harness/problem-lines.js";

const NUMBER_TOKEN = -1.8881545897087626e289;
const interpolation = (expression: string): string => `\${${expression}}`;

const outOfRange = (got: string): string =>
  `CORDON_PORT_OUT_OF_RANGE: this is not a port number. Got: ${got}. Allowed: a whole number from 0 to 65535. ` +
  "Fix: write the port that the service listens on.";
const icmpOutOfRange = (got: string): string =>
  `CORDON_PORT_OUT_OF_RANGE: this is not an ICMP type or code. Got: ${got}. ` +
  "Allowed: a whole number from 0 to 255, or -1 for every one. " +
  "Fix: take type and code from the IANA registry of ICMP parameters.";
const reversed = (from: number, to: number): string =>
  "CORDON_PORT_RANGE_REVERSED: the first port of the range is higher than the last one. " +
  `Got: ${from}-${to}. Allowed: first port at most the last port. Fix: write ${to}-${from}.`;
const malformed = (got: string, allowed: string, fix: string): string =>
  `CORDON_PORT_MALFORMED: this is not a port. Got: ${got}. Allowed: ${allowed}. Fix: ${fix}.`;
const token = (got: string, allowed: string, fix: string): string =>
  "CORDON_TOKEN_NOT_ALLOWED: this value is known only at deployment, so it can be neither checked nor proven. " +
  `Got: ${got}. Allowed: ${allowed}. Fix: ${fix}.`;
const unknownProtocol = (got: string): string =>
  `CORDON_PROTOCOL_UNKNOWN: this is not a protocol. Got: ${got}. ` +
  "Allowed: icmp, igmp, ipip, tcp, udp, gre, esp, ah, icmpv6, ospf, vrrp, l2tp, sctp, or an IANA number from 0 to 255. " +
  "Fix: write a name of the list or the protocol's number.";

describe("the named ports", () => {
  it("are those of the IANA registry or of the product", () => {
    const named = Object.entries(Port).filter((entry): entry is [string, Port] => entry[1] instanceof Port);
    expect(Object.fromEntries(named.map(([name, port]) => [name, port.toString()]))).toEqual({
      SSH: "tcp/22",
      SMTP_SUBMISSION: "tcp/587",
      DNS_TCP: "tcp/53",
      DNS_UDP: "udp/53",
      HTTP: "tcp/80",
      NTP: "udp/123",
      LDAPS: "tcp/636",
      HTTPS: "tcp/443",
      SYSLOG_TLS: "tcp/6514",
      NFS: "tcp/2049",
      MSSQL: "tcp/1433",
      ORACLE: "tcp/1521",
      MYSQL: "tcp/3306",
      RDP: "tcp/3389",
      REDSHIFT: "tcp/5439",
      POSTGRES: "tcp/5432",
      REDIS: "tcp/6379",
      KAFKA_TLS: "tcp/9094",
      OPENSEARCH: "tcp/9200",
      MEMCACHED: "tcp/11211",
      MONGODB: "tcp/27017",
    });
  });
});

describe("the factories", () => {
  it.each<[string, Port, Protocol, number, number]>([
    ["tcp/0", Port.tcp(0), TCP, 0, 0],
    ["tcp/65535", Port.tcp(65535), TCP, 65535, 65535],
    ["tcp/8000-8080", Port.tcpRange(8000, 8080), TCP, 8000, 8080],
    ["udp/53", Port.udp(53), UDP, 53, 53],
    ["udp/0-65535", Port.udpRange(0, 65535), UDP, 0, 65535],
    ["icmp", Port.icmp(), ICMP, -1, -1],
    ["icmp/3", Port.icmp(3), ICMP, 3, -1],
    ["icmp/3/4", Port.icmp(3, 4), ICMP, 3, 4],
    ["icmp/8", Port.icmpPing(), ICMP, 8, -1],
    ["icmpv6", Port.protocol("icmpv6"), ICMPV6, -1, -1],
    ["50", Port.protocol("esp"), 50, -1, -1],
    ["50", Port.protocol(50), 50, -1, -1],
    ["all", Port.protocol(-1), "all", -1, -1],
    ["all", Port.allTraffic(), "all", -1, -1],
  ])("%s", (text, port, protocol, from, to) => {
    expect([port.toString(), port.protocol, port.from, port.to]).toEqual([text, protocol, from, to]);
    expect(port.hasPorts).toBe(protocol === TCP || protocol === UDP);
  });

  it.each<[string, () => Port, string]>([
    ["a port below 0", () => Port.tcp(-1), outOfRange("-1")],
    ["a port above 65535", () => Port.udp(65536), outOfRange("65536")],
    ["half a port", () => Port.tcp(80.5), outOfRange("80.5")],
    ["no number", () => Port.tcp(Number.NaN), outOfRange("NaN")],
    ["a text", () => Port.tcp("443" as unknown as number), outOfRange('"443"')],
    ["nothing", () => Port.tcp(undefined as unknown as number), outOfRange("undefined")],
    ["a last port above 65535", () => Port.tcpRange(1, 70000), outOfRange("70000")],
    ["reversed TCP ports", () => Port.tcpRange(8080, 8000), reversed(8080, 8000)],
    ["reversed UDP ports", () => Port.udpRange(1, 0), reversed(1, 0)],
    [
      "a port known at deployment",
      () => Port.tcp(NUMBER_TOKEN),
      token("-1.8881545897087626e+289", "a literal port number", "write the number"),
    ],
    ["an ICMP type above 255", () => Port.icmp(256), icmpOutOfRange("256")],
    ["an ICMP type below every", () => Port.icmp(-2), icmpOutOfRange("-2")],
    ["an ICMP code above 255", () => Port.icmp(8, 256), icmpOutOfRange("256")],
    ["half an ICMP type", () => Port.icmp(0.5), icmpOutOfRange("0.5")],
    [
      "an ICMP type known at deployment",
      () => Port.icmp(NUMBER_TOKEN),
      token("-1.8881545897087626e+289", "a literal ICMP type or code", "write the number"),
    ],
    [
      "an ICMP code without its type",
      () => Port.icmp(-1, 4),
      'CORDON_PORT_MALFORMED: an ICMP code without its type. Got: {"type":-1,"code":4}. ' +
        "Allowed: a type, or a type and its code. Fix: name the type.",
    ],
    [
      "TCP without ports",
      () => Port.protocol("tcp"),
      malformed('"tcp"', "tcp/443 or tcp/8000-8080", "name the ports that the flow uses"),
    ],
    ["a protocol with ports", () => Port.protocol("tcp/443"), unknownProtocol('"tcp/443"')],
    ["no protocol", () => Port.protocol(256), unknownProtocol("256")],
    [
      "a protocol known at deployment",
      () => Port.protocol(NUMBER_TOKEN),
      token("-1.8881545897087626e+289", "a literal protocol", "write its name or number"),
    ],
  ])("%s is refused", (_, make, message) => {
    expect(messageOf(make)).toBe(message);
  });
});

describe("Port.parse", () => {
  it.each([
    ["tcp/443", "tcp/443"],
    ["TCP/443", "tcp/443"],
    ["6/443", "tcp/443"],
    ["tcp/443-443", "tcp/443"],
    ["tcp/0443", "tcp/443"],
    ["17/53", "udp/53"],
    ["udp/8000-8080", "udp/8000-8080"],
    ["tcp/0-65535", "tcp/0-65535"],
    ["icmp", "icmp"],
    ["1", "icmp"],
    ["icmp/8", "icmp/8"],
    ["1/8/0", "icmp/8/0"],
    ["58/128", "icmpv6/128"],
    ["esp", "50"],
    ["50", "50"],
    ["0", "0"],
    ["-1", "all"],
    ["ALL", "all"],
  ])("%s is %s", (text, canonical) => {
    const parsed = Port.parse(text);
    expect(parsed.ok ? parsed.value.toString() : refusalOf(parsed)).toBe(canonical);
  });

  const tcp = (got: string) =>
    malformed(got, "tcp/443 or tcp/8000-8080", "name the ports that the flow uses");
  const icmp = (got: string) =>
    malformed(got, "icmp, icmp/8 or icmp/8/0", "write type and code as numbers, or leave them out");
  const portless = (got: string, name: string) =>
    malformed(
      got,
      `${name} alone`,
      "leave the ports out: EC2 ignores them for this protocol, so they would promise what does not hold",
    );
  it.each([
    ["tcp", tcp('"tcp"')],
    ["tcp/", tcp('"tcp/"')],
    ["tcp/https", tcp('"tcp/https"')],
    ["tcp/443/0", tcp('"tcp/443/0"')],
    ["tcp/80,443", tcp('"tcp/80,443"')],
    ["tcp/80-", tcp('"tcp/80-"')],
    ["tcp/-1", tcp('"tcp/-1"')],
    ["tcp/ 443", tcp('"tcp/ 443"')],
    ["tcp/443\n", tcp('"tcp/443\\n"')],
    ["tcp/65536", outOfRange("65536")],
    ["tcp/443-80", reversed(443, 80)],
    ["icmp/", icmp('"icmp/"')],
    ["icmp//0", icmp('"icmp//0"')],
    ["icmp/echo", icmp('"icmp/echo"')],
    ["icmp/8/0/0", icmp('"icmp/8/0/0"')],
    ["icmp/-1", icmp('"icmp/-1"')],
    ["icmp/256", icmpOutOfRange("256")],
    ["esp/443", portless('"esp/443"', "esp")],
    ["all/443", portless('"all/443"', "all")],
    ["-1/0", portless('"-1/0"', "-1")],
    ["", unknownProtocol('""')],
    ["443", unknownProtocol('"443"')],
    ["tpc/443", unknownProtocol('"tpc"')],
    [" tcp/443", unknownProtocol('" tcp"')],
    [
      interpolation("var.port"),
      token(JSON.stringify(interpolation("var.port")), "a literal port", "write it, for example tcp/443"),
    ],
  ])("%j is refused", (text, message) => {
    expect(refusalOf(Port.parse(text))).toBe(message);
  });

  it.each([
    ["443", 443],
    ["null", null],
    ["undefined", undefined],
    ['["tcp/443"]', ["tcp/443"]],
  ])("%s, which only untyped callers can pass, is malformed", (got, value) => {
    expect(refusalOf(Port.parse(value as unknown as string))).toBe(
      malformed(got, "a text such as tcp/443, udp/53, icmp/8 or all", "write protocol and port as one text"),
    );
  });
});

describe("equals", () => {
  it("sees through the spelling and nothing else", () => {
    const parsed = Port.parse("6/443-443");
    expect(parsed.ok && parsed.value.equals(Port.HTTPS)).toBe(true);
    expect(Port.HTTPS.equals(Port.udp(443))).toBe(false);
    expect(Port.HTTPS.equals(Port.tcpRange(443, 444))).toBe(false);
    expect(Port.icmp(8).equals(Port.icmp(8, 0))).toBe(false);
  });
});
