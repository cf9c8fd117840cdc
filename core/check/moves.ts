import type { Resource } from "../terraform/resource.js";

/** A `moved` block. */
export interface Move {
  readonly from: string;
  readonly to: string;
  /** The stack that says so. @default - the input is one module */
  readonly stack?: string;
  /** The module that says so, of whose instances it speaks: "network.subnets". @default - the root module */
  readonly called?: string;
}

/** How many instances a resource has as it is written: the one is `type.name`, the first of `count` is `type.name[0]`. */
export type ImpliedMove = "single" | "counted";

/** One module step of an address, with its key. */
const MODULE_STEP = /module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\])?\./y;
const LAST_KEY = /\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]$/;

/**
 * The address as another input's object moves to it; the address itself where nothing moves it, or where another object
 * holds the address to which it would move.
 *
 * Each block moves an object once, so `a` to `a["x"]` ends there. Source: Terraform, "Refactoring".
 *
 * @param isTaken whether an object is at the address
 */
export function movedAddress(
  address: string,
  moves: readonly Move[],
  stack: string | undefined,
  isTaken: (address: string) => boolean,
): string {
  const unused = new Set(moves);
  let now = address;
  for (let next = nextOf(now, unused, stack); next !== undefined; next = nextOf(now, unused, stack)) {
    unused.delete(next.move);
    if (isTaken(next.to)) return now;
    now = next.to;
  }
  return now;
}

function nextOf(address: string, moves: ReadonlySet<Move>, stack: string | undefined) {
  for (const move of moves) {
    if (move.stack !== undefined && move.stack !== stack) continue;
    const inside = insideModule(address, move.called);
    if (inside === undefined || !isMovedBy(inside.own, move)) continue;
    return { move, to: `${inside.module}${move.to}${inside.own.slice(move.from.length)}` };
  }
  return undefined;
}

/** A block between whole resources or modules moves all instances; where either end has a key, the one without keys. */
function isMovedBy(address: string, { from, to }: Move): boolean {
  if (!isWithin(address, from)) return false;
  return address.charAt(from.length) !== "[" || (!LAST_KEY.test(from) && !LAST_KEY.test(to));
}

/** Where Terraform moves an object by itself, as `count` comes or goes (Terraform, "Refactoring"). */
export function impliedAddress(
  address: string,
  implied: ReadonlyMap<string, ImpliedMove>,
  stack: string | undefined,
): string {
  if (implied.size === 0) return address;
  const own = withoutModules(address);
  const called = address
    .slice(0, address.length - own.length)
    .split(/(?<=\.)(?=module\.)/)
    .map((step) => step.slice("module.".length, -1).replace(LAST_KEY, ""))
    .join(".");
  const isFirst = own.endsWith("[0]");
  const resource = isFirst ? own.slice(0, -"[0]".length) : own;
  if (!isFirst && LAST_KEY.test(own)) return address;
  const now = ([{ called }, { stack, called }] as const)
    .map((place) => implied.get(impliedKey(place, resource)))
    .find((one) => one !== undefined);
  if (now === "counted" && !isFirst) return `${address}[0]`;
  return now === "single" && isFirst ? address.slice(0, -"[0]".length) : address;
}

/** The key of a resource of a module in the table of implied moves. */
export function impliedKey(
  { stack = "", called = "" }: { readonly stack?: string | undefined; readonly called?: string },
  resource: string,
): string {
  return JSON.stringify([stack, called, resource]);
}

/** The address of a resource, without the stack that stands before it where several use the address. */
export function addressOf({ id, document }: Pick<Resource, "id" | "document">): string {
  return id.startsWith(`${document}/`) ? id.slice(document.length + 1) : id;
}

/** Whether the address is that of the resource or module, of an instance of it, or of something in it. */
export function isWithin(address: string, outer: string): boolean {
  return address.startsWith(outer) && ["", ".", "["].includes(address.charAt(outer.length));
}

/** The address inside an instance of the module, and that of the instance; undefined outside. */
export function insideModule(
  address: string,
  called: string | undefined,
): { readonly module: string; readonly own: string } | undefined {
  let at = 0;
  for (const call of called === undefined ? [] : called.split(".")) {
    MODULE_STEP.lastIndex = at;
    const [step] = MODULE_STEP.exec(address) ?? [];
    if (step === undefined || step.replace(/^module\./, "").split(/[.[]/, 1)[0] !== call) return undefined;
    at += step.length;
  }
  return { module: address.slice(0, at), own: address.slice(at) };
}

/** The address without the key of its last step. */
export function withoutKey(address: string): string {
  return address.replace(LAST_KEY, "");
}

/** The address inside its own module: "type.name[0]"; empty for that of a module. */
export function withoutModules(address: string): string {
  let at = 0;
  for (;;) {
    MODULE_STEP.lastIndex = at;
    const [step] = MODULE_STEP.exec(address) ?? [];
    if (step === undefined) break;
    at += step.length;
  }
  const own = address.slice(at);
  return own.startsWith("module.") ? "" : own;
}
