import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Peer, Port, type Segment, type Segmentation } from "../../../constructs/index.js";
import { expectRefuted } from "../../properties/policy/refutation.js";
import { placedRules } from "../rule-table.js";
import { addresses, newSegmentation, synthesizedAround } from "../synthesized.js";

/** A flow as data: segments by name, outside peers as text. */
interface Declaration {
  readonly from: string;
  readonly to: string;
  readonly port: string;
  readonly reason: string;
  readonly id?: string;
}

const SEGMENTS = ["frontend", "app", "db"];
const OUTSIDE = [
  "203.0.113.0/24",
  "198.51.100.0/25",
  "2001:db8::/32",
  "sg-0123456789abcdef0",
  "pl-0123456789abcdef0",
];
const PORTS = ["tcp/443", "tcp/5432", "udp/53", "icmp/8"];

const peerOf = (text: string) => {
  if (text.startsWith("sg-")) return Peer.securityGroup(text);
  return text.startsWith("pl-") ? Peer.prefixList(text, { maxEntries: 4 }) : Peer.cidr(text);
};

function portOf(text: string): Port {
  const port = Port.parse(text);
  if (!port.ok) throw new Error(text);
  return port.value;
}

function declare(segments: ReadonlyMap<string, Segment>, flow: Declaration): void {
  const { from, to, port, ...options } = flow;
  const [source, target] = [segments.get(from), segments.get(to)];
  if (source !== undefined) source.allowTo(target ?? peerOf(to), portOf(port), options);
  else target?.allowFrom(peerOf(from), portOf(port), options);
}

function declared(flows: readonly Declaration[], names: readonly string[], aggregate = false): Segmentation {
  const shop = newSegmentation({ aggregate });
  const segments = new Map(names.map((name) => [name, shop.segment(name)]));
  for (const flow of flows) declare(segments, flow);
  return shop;
}

/** The address of every rule with what it says, in the order of addresses. */
function placedIn(shop: Segmentation): string[] {
  return placedRules(synthesizedAround(shop))
    .map(({ address, line }) => `${address} ${line}`)
    .sort();
}

const declaration: fc.Arbitrary<Declaration> = fc
  .record({
    from: fc.constantFrom(...SEGMENTS, ...OUTSIDE),
    to: fc.constantFrom(...SEGMENTS, ...OUTSIDE),
    port: fc.constantFrom(...PORTS),
    reason: fc.constantFrom("orders", "invoices", "page requests"),
  })
  .filter(({ from, to }) => from !== to && (SEGMENTS.includes(from) || SEGMENTS.includes(to)));

/** Flows that no segment refuses: each conversation once. */
const flows = fc.uniqueArray(declaration, {
  maxLength: 8,
  selector: ({ from, to, port }) => `${from} ${to} ${port}`,
});

const shuffled = <T>(items: readonly T[]) => fc.shuffledSubarray([...items], { minLength: items.length });
const flowsAndShuffle = flows.chain((some) =>
  fc.record({ some: fc.constant(some), again: shuffled(some), names: shuffled(SEGMENTS) }),
);
const RUNS = { numRuns: 30 };

describe("the address of a rule", () => {
  it("does not depend on the order of segments and flows", () => {
    fc.assert(
      fc.property(flowsAndShuffle, fc.boolean(), ({ some, again, names }, aggregate) => {
        expect(placedIn(declared(again, names, aggregate))).toEqual(
          placedIn(declared(some, SEGMENTS, aggregate)),
        );
      }),
      RUNS,
    );
  });

  it("does not depend on the reason", () => {
    fc.assert(
      fc.property(flows, (some) => {
        const other = some.map((flow) => ({ ...flow, reason: "another reason" }));
        expect(addresses(synthesizedAround(declared(other, SEGMENTS)))).toEqual(
          addresses(synthesizedAround(declared(some, SEGMENTS))),
        );
      }),
      RUNS,
    );
  });

  it("stays when flows are added", () => {
    fc.assert(
      fc.property(flows, fc.nat(8), (some, kept) => {
        const all = placedIn(declared(some, SEGMENTS));
        for (const rule of placedIn(declared(some.slice(0, kept), SEGMENTS))) expect(all).toContain(rule);
      }),
      RUNS,
    );
  });

  it("stays when the port, the block or the segment of a flow with an id changes", () => {
    const flow: Declaration = { id: "queries", from: "app", to: "db", port: "tcp/5432", reason: "orders" };
    const before = addresses(synthesizedAround(declared([flow], SEGMENTS)));
    for (const changed of [
      { ...flow, port: "tcp/5433" },
      { ...flow, reason: "invoices" },
    ]) {
      expect(addresses(synthesizedAround(declared([changed], SEGMENTS)))).toEqual(before);
    }
    const client: Declaration = {
      id: "office",
      from: "203.0.113.0/24",
      to: "app",
      port: "tcp/443",
      reason: "x",
    };
    const clientBefore = addresses(synthesizedAround(declared([client], SEGMENTS)));
    for (const from of OUTSIDE) {
      expect(addresses(synthesizedAround(declared([{ ...client, from }], SEGMENTS)))).toEqual(clientBefore);
    }
    const own = (address: string) => address.includes("shop_app");
    const toFrontend = addresses(synthesizedAround(declared([{ ...flow, to: "frontend" }], SEGMENTS)));
    expect(toFrontend.filter(own)).toEqual(before.filter(own));
  });

  it("differs between any two rules", () => {
    fc.assert(
      fc.property(flows, (some) => {
        const rules = placedRules(synthesizedAround(declared(some, SEGMENTS)));
        const inner = some.filter(({ from, to }) => SEGMENTS.includes(from) && SEGMENTS.includes(to));
        expect(new Set(rules.map(({ address }) => address)).size).toBe(some.length + inner.length);
      }),
      RUNS,
    );
  });

  it("could not come from the position of the flow: the shuffles would show it", () => {
    const byPosition = (some: readonly Declaration[]) =>
      some.map((flow, index) => `rule-${index} ${flow.from} ${flow.to} ${flow.port}`).sort();
    expectRefuted(
      fc.property(flowsAndShuffle, ({ some, again }) => `${byPosition(some)}` === `${byPosition(again)}`),
    );
  });
});
