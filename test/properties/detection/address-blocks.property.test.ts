import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import { inBlocks } from "../../../core/detection/rules/address-blocks.js";
import { matchesPattern } from "../../../core/detection/rules/matches-pattern.js";
import { literal } from "../../../core/detection/sql/literal.js";
import { type Sql, sql } from "../../../core/detection/sql/sql.js";
import { formatIpv4, formatIpv6, parseAddress, unmapIpv4 } from "../../../core/network/address.js";
import { type Cidr, enclosingCidr, parseCidr } from "../../../core/network/cidr.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { runs } from "../../harness/property-runs.js";
import { duckDbAlone } from "../../services/anomaly-detector/duckdb-alone.js";

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await duckDbAlone();
});
afterAll(() => engine?.close());

async function answer(condition: Sql, value: string | null): Promise<unknown> {
  const cell = value === null ? sql`CAST(NULL AS varchar)` : literal.text(value);
  const text = sql`SELECT ${condition} AS answer FROM (VALUES (${cell})) AS t (value)`;
  const [row] = await allRows(engine, { id: "test", text, columns: { answer: "boolean" } });
  return row?.answer;
}

const isInside = (text: string, block: Cidr): boolean => {
  const parsed = parseAddress(text);
  if (parsed === undefined) return false;
  const address = unmapIpv4(parsed);
  return address.family === block.family && enclosingCidr(address, block.prefixLength).text === block.text;
};

const ipv4 = fc.nat({ max: 0xffffffff }).map(formatIpv4);
// Few different groups, so that "::" stands everywhere.
const ipv6 = fc
  .array(fc.constantFrom(0n, 1n, 0xdb8n, 0xffffn), { minLength: 8, maxLength: 8 })
  .map((groups) => formatIpv6(groups.reduce<bigint>((all, group) => (all << 16n) | group, 0n)));
const mapped = ipv4.map((text) => `::ffff:${text}`);
const address = fc.oneof(
  ipv4,
  ipv6,
  mapped,
  ipv6.map((text) => text.toUpperCase()),
);

it("puts an address into a block exactly where the addresses of the network do", async () => {
  await fc.assert(
    fc.asyncProperty(
      address,
      address,
      fc.nat({ max: 128 }),
      fc.boolean(),
      async (value, other, bits, near) => {
        const origin = unmapIpv4(parseAddress(near ? value : other) ?? { family: "ipv4", value: 0 });
        const block = enclosingCidr(origin, origin.family === "ipv4" ? bits % 33 : bits);
        expect(parseCidr(block.text).ok).toBe(true);
        expect(await answer(inBlocks(sql`value`, [block.text]), value)).toBe(isInside(value, block));
      },
    ),
    runs(600),
  );
});

it("is false, not unknown, for nothing and for what is no address", async () => {
  for (const value of [null, "", "unknown", "10.0.0", "AWS Internal", "::"]) {
    expect(await answer(inBlocks(sql`value`, ["192.0.2.0/24", "2001:db8::/32"]), value)).toBe(false);
  }
  expect(await answer(inBlocks(sql`value`, []), "192.0.2.1")).toBe(false);
  expect(() => inBlocks(sql`value`, ["192.0.2.1/24"])).toThrow("CORDON_CIDR_HOST_BITS");
});

it("matches a pattern exactly where its stars stand for characters", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "\\", "'", "!", "ä"), maxLength: 6 });
  const pattern = fc.string({
    unit: fc.constantFrom("a", "b", "%", "_", "\\", "'", "!", "*", "ä"),
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(text, pattern, async (value, wanted) => {
      const escaped = wanted.replace(/[\\^$.|?+()[\]{}/]/g, "\\$&").replaceAll("*", "[\\s\\S]*");
      expect(await answer(matchesPattern(sql`value`, [wanted]), value)).toBe(
        new RegExp(`^${escaped}$`, "u").test(value),
      );
    }),
    runs(600),
  );
});
