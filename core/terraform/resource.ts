import type { Block } from "./value.js";

/** Something that the input leaves open. */
export interface UnknownItem {
  /** Id of the resource (or rule) that it concerns. */
  readonly resource: string;
  readonly why: string;
}

/** One instance of a resource or data source. */
export interface Resource {
  /**
   * The Terraform address with module path and index: `module.shop.type.name["a"]`. Where several
   * stacks of one folder use the same address, the stack's name and a slash stand before it.
   */
  readonly id: string;
  readonly type: string;
  /** The last label of the address, without an index. */
  readonly name: string;
  readonly mode: "managed" | "data";
  /** CDKTF construct path, where the document holds it. */
  readonly constructPath?: string;
  /** Attributes and nested blocks. */
  readonly values: Block;
  /** The provider configuration, by name and alias: "example" or "example.west". */
  readonly provider: string;
  /** The provider configuration's region. @default - not in the input */
  readonly region?: string;
  /** The file that it stands in, or the stack's name. */
  readonly document: string;
  /** File and JSON pointer. */
  readonly where: string;
  /** In a plan: the arguments that the configuration writes. @default - in a configuration those of `values`; else not in the input */
  readonly written?: ReadonlySet<string>;
  /**
   * In a plan or state: arguments that the configuration surely does not write, so that their values are what the provider
   * found. @default - not known
   */
  readonly unwritten?: ReadonlySet<string>;
  /** Why it is not known how many instances there are; this one stands for all. @default - it is one instance */
  readonly repetition?: string;
}
