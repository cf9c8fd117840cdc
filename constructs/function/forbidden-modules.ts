/** What must not end up in a Lambda: package names, or path prefixes inside a package, with the reason. */
const FORBIDDEN: readonly { readonly prefix: string; readonly except?: string; readonly why: string }[] = [
  {
    prefix: "ajv/",
    except: "ajv/dist/runtime/",
    why: "the schema compiler takes 90 ms to load; generate a standalone validator at build time",
  },
  { prefix: "cdktf/", why: "it synthesizes; constructs and Lambdas meet in core/contracts alone" },
  { prefix: "constructs/", why: "it synthesizes; constructs and Lambdas meet in core/contracts alone" },
  { prefix: "@cdktf/", why: "it synthesizes; constructs and Lambdas meet in core/contracts alone" },
  { prefix: "aws-xray-sdk", why: "the tracer takes 28 ms to load" },
  { prefix: "@aws-lambda-powertools/tracer/", why: "the tracer takes 28 ms to load" },
  { prefix: "aws-sdk/", why: "version 2 of the AWS SDK has ended and takes a second to load" },
  { prefix: "@duckdb/", why: "it is a native library for the command line" },
  {
    prefix: "@cedar-policy/",
    why: "one policy text can poison the WebAssembly instance for all later requests",
  },
  { prefix: "commander/", why: "it parses command lines" },
  { prefix: "esbuild/", why: "it builds Lambdas" },
];

/** A forbidden module in a bundle. */
export interface ForbiddenModule {
  readonly path: string;
  readonly why: string;
}

/** The forbidden ones of a bundle's input paths, as esbuild's metafile lists them. */
export function forbiddenModules(inputs: readonly string[]): ForbiddenModule[] {
  return inputs.flatMap((path) => {
    const [, inPackage] = /^(?:.*\/)?node_modules\/(.*)$/.exec(path) ?? [];
    const rule = FORBIDDEN.find(
      ({ prefix, except }) =>
        inPackage?.startsWith(prefix) === true && (except === undefined || !inPackage.startsWith(except)),
    );
    return rule === undefined ? [] : [{ path, why: rule.why }];
  });
}
