import { valueOrThrow } from "../../errors.js";
import { type Cidr, ipv4Bounds, ipv6Bounds, parseCidr } from "../../network/cidr.js";
import { literal } from "../sql/literal.js";
import { joinSql, type Sql, sql } from "../sql/sql.js";

const IPV6_GROUPS = 8;
const GROUP_BITS = 16;

/**
 * A condition that is true where the address of a column lies in one of the blocks, and false everywhere else, for
 * NULL and for what is not an address too.
 *
 * The engines have different functions for addresses; so the condition compares texts in which every part of an address
 * has its full length. An IPv4-mapped address is its IPv4 address.
 *
 * @throws CordonError as parseCidr has it, for a block that is none
 */
export function inBlocks(column: Sql, blocks: readonly string[]): Sql {
  const conditions = blocks.map((block) => {
    const cidr = valueOrThrow(parseCidr(block));
    return cidr.family === "ipv4" ? inIpv4(column, cidr) : inIpv6(column, cidr);
  });
  return conditions.length === 0 ? sql`FALSE` : sql`coalesce(${joinSql(conditions, " OR ")}, FALSE)`;
}

function inIpv4(column: Sql, cidr: Cidr & { family: "ipv4" }): Sql {
  const [start, end] = ipv4Bounds(cidr);
  const address = sql`replace(lower(${column}), '::ffff:', '')`;
  const parts = [1, 2, 3, 4].map(
    (part) => sql`lpad(split_part(${address}, '.', ${literal.integer(part)}), 3, '0')`,
  );
  const text = (value: number): Sql =>
    literal.text([24, 16, 8, 0].map((bits) => String((value >>> bits) & 255).padStart(3, "0")).join(""));
  return sql`(strpos(${address}, ':') = 0 AND strpos(${address}, '.') > 0
    AND ${concatenation(parts)} BETWEEN ${text(start)} AND ${text(end - 1)})`;
}

function inIpv6(column: Sql, cidr: Cidr & { family: "ipv6" }): Sql {
  const [start, end] = ipv6Bounds(cidr);
  // The groups behind the prefix are never looked at; a block without a prefix looks at one.
  const groups = Math.max(1, Math.ceil(cidr.prefixLength / GROUP_BITS));
  const parts = Array.from({ length: groups }, (_, index) => ipv6Group(column, index + 1));
  const text = (value: bigint): Sql =>
    literal.text(
      value
        .toString(16)
        .padStart(32, "0")
        .slice(0, groups * 4),
    );
  return sql`(strpos(${column}, ':') > 0 AND strpos(${column}, '.') = 0
    AND ${concatenation(parts)} BETWEEN ${text(start)} AND ${text(end - 1n)})`;
}

/** The group of an IPv6 address at a place from 1 to 8, four digits long, whatever "::" leaves out. */
function ipv6Group(column: Sql, place: number): Sql {
  const at = literal.integer(place);
  const address = sql`lower(${column})`;
  const head = sql`split_part(${address}, '::', 1)`;
  const tail = sql`coalesce(split_part(${address}, '::', 2), '')`;
  const firstOfTail = sql`(${literal.integer(IPV6_GROUPS)} - ${groupsIn(tail)})`;
  return sql`lpad(CASE WHEN strpos(${address}, '::') = 0 THEN split_part(${address}, ':', ${at})
    WHEN ${at} <= ${groupsIn(head)} THEN split_part(${head}, ':', ${at})
    WHEN ${at} > ${firstOfTail} THEN split_part(${tail}, ':', ${at} - ${firstOfTail})
    ELSE '' END, 4, '0')`;
}

function groupsIn(text: Sql): Sql {
  return sql`(CASE WHEN ${text} = '' THEN 0 ELSE length(${text}) - length(replace(${text}, ':', '')) + 1 END)`;
}

function concatenation(parts: readonly Sql[]): Sql {
  return parts.reduce((all, part) => sql`${all} || ${part}`);
}
