/** One JSON file of the input, parsed. */
export interface InputFile {
  /** The path as messages show it. */
  readonly path: string;
  readonly json: unknown;
  /** The CDKTF stack that it holds. @default - the file is no stack of a cdktf.out folder */
  readonly stack?: string;
  /**
   * The file assigns values to variables (`*.tfvars.json`). Without an object in `json` its values are not known.
   * @default - it is a document
   */
  readonly variables?: true;
}
