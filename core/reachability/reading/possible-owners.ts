import type { Unresolved } from "../../terraform/value.js";
import type { SecurityGroup } from "../model.js";

/** Steps of an address: `module.a["x"].aws_security_group.app[0]` is module `a`, its key, the block and the block's key. */
const ADDRESS =
  /((?:module\.[\w-]+(?:\["[^"]*"\]|\[\d+\])?\.)*)((?:aws_default_security_group|aws_security_group)\.[\w-]+)(?:\[([^\]]*)\])?/;

const ADDRESSES = new RegExp(`(?<![\\w.-])${ADDRESS.source}`, "g");

/** An index, which selects and is not a value: `[var.position]` after what it is taken of. */
const INDEX = /(?<=[\w)\]}"])\[[^[\]]*\]/g;

/** What may hold the id of a group that the expression does not name. */
const ELSEWHERE = /(?<![\w.-])(?:var|local|module|each|self|data)\.|(?<=\w)\.value\b|^\s*$/;

/**
 * The managed groups that an unresolved expression without candidates may stand for: those that it names, in whichever module; or every
 * one, where it names none or may take its value from elsewhere.
 */
export function possibleOwners(
  { expression }: Unresolved,
  groups: ReadonlyMap<string, SecurityGroup>,
): readonly SecurityGroup[] {
  const managed = [...groups.values()].filter((group) => group.managed);
  const named = [...expression.matchAll(ADDRESSES)];
  const rest = withoutCondition(expression).replace(ADDRESSES, "group").replace(INDEX, "");
  if (named.length === 0 || ELSEWHERE.test(rest)) return managed;
  return managed.filter(({ id }) => named.some((mention) => isMeant(id, mention)));
}

/** `a ? b : c` takes its value from b or c. */
function withoutCondition(expression: string): string {
  const question = expression.indexOf("?");
  return question < 0 ? expression : expression.slice(question + 1);
}

function isMeant(id: string, [, modules, block, key]: RegExpExecArray): boolean {
  const [, ownModules, ownBlock, ownKey] = ADDRESS.exec(id) ?? [];
  if (ownBlock !== block) return false;
  // Within a module, an expression names its blocks without the module.
  if (modules !== "" && modules !== ownModules) return false;
  const isLiteral = key !== undefined && /^(?:\d+|"[^"]*")$/.test(key);
  return !isLiteral || ownKey === undefined || ownKey === key;
}
