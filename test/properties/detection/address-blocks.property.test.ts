import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { DuckDbEngine } from "../../../adapters/duckdb/duckdb-engine.js";
import { inBlocks } from "../../../core/detection/rules/address-blocks.js";
import { matchesPattern } from "../../../core/detection/rules/matches-pattern.js";
import { literal } from "../../../core/detection/sql/literal.js";
import { joinSql, type Sql, sql } from "../../../core/detection/sql/sql.js";
import { formatIpv4, formatIpv6, parseAddress, unmapIpv4 } from "../../../core/network/address.js";
import { type Cidr, enclosingCidr } from "../../../core/network/cidr.js";
import { allRows } from "../../../services/anomaly-detector/query-engine.js";
import { runs } from "../../harness/property-runs.js";
import { duckDbAlone } from "../../services/anomaly-detector/duckdb-alone.js";

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await duckDbAlone();
});
afterAll(() => engine?.close());

/** The answers for many values in one statement, in their order. */
async function answers(condition: Sql, values: readonly (string | null)[]): Promise<unknown[]> {
  const rows = values.map((value, index) => {
    const cell = value === null ? sql`CAST(NULL AS varchar)` : literal.text(value);
    return sql`(${literal.integer(index)}, ${cell})`;
  });
  const text = sql`SELECT ${condition} AS answer FROM (VALUES ${joinSql(rows, ", ")}) AS t (place, value) ORDER BY place`;
  const found = await allRows(engine, { id: "test", text, columns: { answer: "boolean" } });
  return found.map(({ answer }) => answer);
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

const many = { minLength: 1, maxLength: 20 } as const;

it("puts an address into a block exactly where the addresses of the network do", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(address, many), address, fc.nat({ max: 128 }), async (values, other, bits) => {
      // The block of the first address, so that some address lies in it, and one that is drawn.
      for (const text of [values[0] ?? other, other]) {
        const origin = unmapIpv4(parseAddress(text) ?? { family: "ipv4", value: 0 });
        const block = enclosingCidr(origin, origin.family === "ipv4" ? bits % 33 : bits);
        expect(await answers(inBlocks(sql`value`, [block.text]), values)).toEqual(
          values.map((value) => isInside(value, block)),
        );
      }
    }),
    runs(60),
  );
});

it("is false, not unknown, for nothing and for what is not an address", async () => {
  const values = [null, "", "unknown", "10.0.0", "AWS Internal", "::"];
  const condition = inBlocks(sql`value`, ["192.0.2.0/24", "2001:db8::/32"]);
  expect(await answers(condition, values)).toEqual(values.map(() => false));
  expect(await answers(inBlocks(sql`value`, []), ["192.0.2.1"])).toEqual([false]);
  expect(() => inBlocks(sql`value`, ["192.0.2.1/24"])).toThrow("CORDON_CIDR_HOST_BITS");
});

it("matches a pattern exactly where its stars stand for characters", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "%", "_", "\\", "'", "!", "ä"), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "%", "_", "\\", "'", "!", "*", "ä"), maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(text, many), pattern, async (values, wanted) => {
      const escaped = wanted.replace(/[\\^$.|?+()[\]{}/]/g, "\\$&").replaceAll("*", "[\\s\\S]*");
      const expression = new RegExp(`^${escaped}$`, "u");
      expect(await answers(matchesPattern(sql`value`, [wanted]), values)).toEqual(
        values.map((value) => expression.test(value)),
      );
    }),
    runs(150),
  );
});
