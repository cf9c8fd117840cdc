import { pointerStep } from "../../json/pointer.js";
import { DEEPEST_DOCUMENT } from "../document-depth.js";

/** Where the blocks and arguments of HCL text stand. */
export interface HclLines {
  /** Line, from 1, by the JSON pointer that the block or argument has once it is mapped to JSON. */
  readonly lines: ReadonlyMap<string, number>;
  /** The line on which brackets, blocks and templates nest more deeply than any document; undefined where none do. */
  readonly tooDeep: number | undefined;
  /** Comments that speak to us. */
  readonly comments: readonly HclComment[];
  /** The blocks at the top, in their order. */
  readonly blocks: readonly HclBlock[];
}

/** A block at the top of a file. */
export interface HclBlock {
  readonly type: string;
  readonly labels: number;
  /** From 1. */
  readonly line: number;
}

/** A comment that begins with "cordon:". */
export interface HclComment {
  /** From 1. */
  readonly line: number;
  /** Its text, without the marks. */
  readonly text: string;
  /** The JSON pointer of the block at the top of the file that it stands in or above; undefined below the last one. */
  readonly block: string | undefined;
}

const SPOKEN = /^(?:#|\/\/|\/\*)\s*(cordon:.*?)\s*(?:\*\/)?\s*$/su;

/**
 * Scans HCL for its structure alone; expressions are skipped. Text that is not HCL gives some of the lines.
 *
 * Source: HCL native syntax specification.
 */
export function hclLines(text: string): HclLines {
  const scanner = new Scanner(text);
  scanner.run();
  const { lines, tooDeep } = scanner;
  const tops = [...lines].filter(([pointer]) => scanner.tops.has(pointer));
  const comments = scanner.comments.map(({ line, text: spoken, inside }) => ({
    line,
    text: spoken,
    block: inside ?? tops.find(([, start]) => start > line)?.[0],
  }));
  return { lines, tooDeep, comments, blocks: scanner.blocks };
}

/** The line of the nearest block or argument around a JSON pointer. */
export function lineOf(lines: ReadonlyMap<string, number>, pointer: string): number | undefined {
  for (let at = pointer; at !== ""; at = at.slice(0, at.lastIndexOf("/"))) {
    const line = lines.get(at);
    if (line !== undefined) return line;
  }
  // Of blocks with labels, the first one.
  const inside = pointer === "" ? undefined : [...lines].find(([key]) => key.startsWith(`${pointer}/`));
  return inside?.[1];
}

interface Body {
  readonly pointer: string;
  /** Blocks so far, by type and labels. */
  readonly counts: Map<string, number>;
}

const NAME = /[\p{L}_][\p{L}\p{N}_-]*/uy;
const HEREDOC = /<<-?([\p{L}_][\p{L}\p{N}_-]*)\r?\n/uy;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

class Scanner {
  readonly #text: string;
  readonly lines = new Map<string, number>();
  tooDeep: number | undefined;
  /** Pointers of the blocks at the top, and the one that is being read. */
  readonly tops = new Set<string>();
  readonly comments: { readonly line: number; readonly text: string; readonly inside: string | undefined }[] =
    [];
  readonly blocks: HclBlock[] = [];
  #top: string | undefined;
  #at = 0;
  /** The position up to which line breaks were counted, and their number. */
  #counted = { at: 0, line: 1 };

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    const bodies: Body[] = [{ pointer: "", counts: new Map() }];
    while (this.#at < this.#text.length && this.tooDeep === undefined) {
      if (this.#comment()) continue;
      const body = bodies.at(-1);
      if (body === undefined) return;
      const name = this.#match(NAME);
      if (name !== undefined) {
        const inner = this.#definition(name[0], body);
        if (inner !== undefined) bodies.push(inner);
        if (inner !== undefined && bodies.length === 2) {
          this.#top = inner.pointer;
          this.tops.add(inner.pointer);
        }
        if (bodies.length > DEEPEST_DOCUMENT) this.tooDeep = this.#line();
      } else {
        if (this.#text[this.#at] === "}") bodies.pop();
        if (bodies.length === 1) this.#top = undefined;
        this.#at += 1;
      }
    }
  }

  /** An argument, which is skipped, or the beginning of a block, which is answered. */
  #definition(name: string, { pointer, counts }: Body): Body | undefined {
    const line = this.#line(this.#at - name.length);
    let path = pointer + pointerStep(name);
    for (let labels = 0; ; ) {
      const character = this.#text[this.#at];
      if (character === " " || character === "\t") this.#at += 1;
      else if (character === "=") {
        this.lines.set(path, line);
        this.#at += 1;
        this.#expression();
        return undefined;
      } else if (character === "{") {
        this.#at += 1;
        if (pointer === "") this.blocks.push({ type: name, labels, line });
        const index = counts.get(path) ?? 0;
        counts.set(path, index + 1);
        const inner = path + pointerStep(index);
        this.lines.set(inner, line);
        return { pointer: inner, counts: new Map() };
      } else if (character === '"') {
        const start = this.#at + 1;
        this.#skip();
        path += pointerStep(this.#text.slice(start, this.#at - 1));
        labels += 1;
      } else {
        const label = this.#match(NAME)?.[0];
        if (label === undefined) return undefined;
        path += pointerStep(label);
        labels += 1;
      }
    }
  }

  /** Skips up to the end of the line, or the end of the body, that ends the expression. */
  #expression(): void {
    while (this.#at < this.#text.length && this.tooDeep === undefined) {
      const character = this.#text[this.#at];
      if (character === "\n" || character === "}") return;
      this.#skip();
    }
  }

  /**
   * Skips one character; with it all of a comment, a heredoc, a string or a pair of brackets that it begins. What is open
   * stands on a list, so that no text can exhaust the stack.
   */
  #skip(): void {
    const open: string[] = [];
    do {
      const character = this.#text[this.#at] ?? "";
      const closing = open.at(-1);
      if (closing === '"') this.#inString(character, open);
      else if (this.#comment() || this.#heredoc()) continue;
      else {
        this.#at += 1;
        if (character === '"') open.push('"');
        else if (CLOSING[character] !== undefined) open.push(CLOSING[character]);
        else if (character === closing) open.pop();
      }
      if (open.length > DEEPEST_DOCUMENT) {
        this.tooDeep = this.#line();
        return;
      }
    } while (open.length > 0 && this.#at < this.#text.length);
  }

  #inString(character: string, open: string[]): void {
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (character === "\\") this.#at += 2;
    else if (two === "$$" || two === "%%") this.#at += this.#text[this.#at + 2] === "{" ? 3 : 1;
    else if (two === "${" || two === "%{") {
      open.push("}");
      this.#at += 2;
    } else {
      if (character === '"') open.pop();
      this.#at += 1;
    }
  }

  #comment(): boolean {
    const start = this.#at;
    if (!this.#skipComment()) return false;
    const spoken = SPOKEN.exec(this.#text.slice(start, this.#at))?.[1];
    if (spoken !== undefined)
      this.comments.push({ line: this.#line(start), text: spoken, inside: this.#top });
    return true;
  }

  #skipComment(): boolean {
    const two = this.#text.slice(this.#at, this.#at + 2);
    if (two === "/*") {
      const end = this.#text.indexOf("*/", this.#at + 2);
      this.#at = end < 0 ? this.#text.length : end + 2;
    } else if (two === "//" || two.startsWith("#")) {
      const end = this.#text.indexOf("\n", this.#at);
      this.#at = end < 0 ? this.#text.length : end;
    } else return false;
    return true;
  }

  #heredoc(): boolean {
    const marker = this.#match(HEREDOC)?.[1];
    if (marker === undefined) return false;
    const close = new RegExp(`^[ \\t]*${marker}[ \\t]*\\r?$`, "mu");
    const rest = close.exec(this.#text.slice(this.#at));
    this.#at = rest === null ? this.#text.length : this.#at + rest.index + rest[0].length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found !== undefined) this.#at += found[0].length;
    return found;
  }

  /** The line of a position; positions are asked for in rising order. */
  #line(at = this.#at): number {
    let { at: from, line } = this.#counted;
    for (
      let next = this.#text.indexOf("\n", from);
      next >= 0 && next < at;
      next = this.#text.indexOf("\n", from)
    ) {
      line += 1;
      from = next + 1;
    }
    this.#counted = { at: from, line };
    return line;
  }
}
