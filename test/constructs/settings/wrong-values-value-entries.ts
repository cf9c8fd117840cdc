import * as api from "../../../constructs/index.js";
import { argsOf, type Entry, make, NOTHING, segmentIn } from "./wrong-values-entry.js";

const { Peer, Port } = api;

/** Peers, ports and guardrails, which stand in no tree, and acknowledgements. */
export const VALUE_ENTRIES: Readonly<Record<string, Entry>> = {
  CordonError: "it is the answer, and Cordon alone makes it",
  Guardrails: {
    args: () => [
      { failOn: "high", allowUnknown: true, now: new Date(0) } satisfies Required<api.GuardrailsProps>,
    ],
    call: make(api.Guardrails),
    taken: { undefined: ["0", "0.failOn", "0.allowUnknown", "0.now"], "{}": ["0"] },
  },
  "Guardrails.visit": "CDKTF calls it, with the constructs of the app",
  "Peer.anyIpv4": NOTHING,
  "Peer.anyIpv6": NOTHING,
  "Peer.awsService": { args: () => ["s3"], call: (_, name) => Peer.awsService(name), taken: { text: ["0"] } },
  "Peer.cidr": { args: () => ["203.0.113.0/24"], call: (_, text) => Peer.cidr(text) },
  "Peer.prefixList": {
    args: () => ["pl-0123456789abcdef0", { maxEntries: 10, name: "corporate" }],
    call: (_, ...args) => Peer.prefixList(...argsOf<typeof Peer.prefixList>(args)),
    taken: { number: ["1.maxEntries"], undefined: ["1.name"], text: ["1.name"] },
  },
  "Peer.securityGroup": {
    args: () => ["sg-0123456789abcdef0", { name: "bastion" }],
    call: (_, ...args) => Peer.securityGroup(...argsOf<typeof Peer.securityGroup>(args)),
    taken: { undefined: ["1", "1.name"], "{}": ["1"], text: ["1.name"] },
  },
  Port: "its constructor is private: its factories check what they are given",
  "Port.allTraffic": NOTHING,
  "Port.check": "internal: it is the check of what segments are given",
  "Port.equals": {
    args: () => [Port.HTTPS],
    call: (_, other) => Port.HTTP.equals(other),
    taken: {
      undefined: ["0"],
      null: ["0"],
      number: ["0"],
      text: ["0"],
      "{}": ["0"],
      "[]": ["0"],
      construct: ["0"],
    },
  },
  "Port.icmp": {
    args: () => [8, 0],
    call: (_, type, code) => Port.icmp(type, code),
    taken: { number: ["0", "1"], undefined: ["1"] },
  },
  "Port.icmpPing": NOTHING,
  "Port.ofRun": "internal: its arguments are those of ports",
  "Port.parse": {
    args: () => ["tcp/443"],
    call: (_, text) => {
      const port = Port.parse(text);
      if (!port.ok) throw new api.CordonError(port.problems);
    },
  },
  "Port.protocol": { args: () => ["esp"], call: (_, name) => Port.protocol(name), taken: { number: ["0"] } },
  "Port.tcp": { args: () => [443], call: (_, port) => Port.tcp(port), taken: { number: ["0"] } },
  "Port.tcpRange": {
    args: () => [1, 443],
    call: (_, from, to) => Port.tcpRange(from, to),
    taken: { number: ["0", "1"] },
  },
  "Port.toString": NOTHING,
  "Port.udp": { args: () => [53], call: (_, port) => Port.udp(port), taken: { number: ["0"] } },
  "Port.udpRange": {
    args: () => [1, 443],
    call: (_, from, to) => Port.udpRange(from, to),
    taken: { number: ["0", "1"] },
  },
  acknowledge: {
    args: (stack) => [
      segmentIn(stack),
      {
        rule: "CORDON-NET-001",
        reason: "bastion",
        expires: "2030-01-01T00:00:00Z",
      } satisfies Required<api.AcknowledgementProps>,
    ],
    call: (_, ...args) => api.acknowledge(...argsOf<typeof api.acknowledge>(args)),
    taken: { construct: ["0"], text: ["1.reason"] },
  },
};
