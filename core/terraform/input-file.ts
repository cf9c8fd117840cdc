import type { HclComment } from "./configuration/hcl-lines.js";

/** One file of the input, as JSON: parsed, or as HCL maps to it. */
export interface InputFile {
  /** The path as messages show it. */
  readonly path: string;
  readonly json: unknown;
  /** The CDKTF stack that it holds. @default - the file is not a stack of a cdktf.out folder */
  readonly stack?: string;
  /** The folder of the root module, where the input has several. @default - there is one root module */
  readonly root?: string;
  /** The file assigns values to variables (`*.tfvars`, `*.tfvars.json`, an option). @default - it is a document */
  readonly variables?: true;
  /** The module that it is part of, by the names of the calls that lead to it: "network.subnets". @default - the root module */
  readonly called?: string;
  /** The file stands for a module that is called and not in the input; why, as a clause. @default - it is a file */
  readonly absent?: string;
  /** It is written in HCL: the line of every block and argument, by JSON pointer. @default - it is written in JSON */
  readonly lines?: ReadonlyMap<string, number>;
  /** Comments of HCL that begin with "cordon:". @default - none */
  readonly comments?: readonly HclComment[];
}
