import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { accept, type Result, refuse, refuseAll } from "../../core/errors.js";
import type { FunctionErrorCode, FunctionProblem } from "./error-codes.js";
import { forbiddenModules } from "./forbidden-modules.js";

/** What is to be bundled. */
export interface BundleOptions {
  /** The function's name, for error messages. */
  readonly name: string;
  /** Absolute path of the module that exports `handler`. */
  readonly entry: string;
  /** Absolute path of the project that esbuild and the dependencies are installed in. */
  readonly root: string;
  /** Largest size of the bundle in KiB. */
  readonly kibibytes: number;
}

/** Lambda's own runtime is Node.js 22 or 24. */
const TARGET = "node22";

/** A bundle, and the files that went into it. */
export interface Bundle {
  readonly code: string;
  /** Paths relative to the root. */
  readonly inputs: readonly string[];
}

/**
 * The handler and all that it imports as one CommonJS file, minified.
 *
 * The same sources give the same bytes in every folder and on every machine: no path, no time and no source map goes
 * into the file. CommonJS, because Lambda loads it some milliseconds faster than an ES module.
 *
 * Problems: CORDON_FUNCTION_BUILD_FAILED, CORDON_FUNCTION_MODULE_FORBIDDEN, CORDON_FUNCTION_TOO_LARGE.
 */
export function bundleHandler(options: BundleOptions): Result<Bundle, FunctionErrorCode> {
  const { buildSync } = createRequire(join(options.root, "package.json"))(
    "esbuild",
  ) as typeof import("esbuild");
  let built: ReturnType<typeof buildSync>;
  try {
    built = buildSync({
      entryPoints: [options.entry],
      absWorkingDir: options.root,
      bundle: true,
      write: false,
      metafile: true,
      format: "cjs",
      platform: "node",
      target: TARGET,
      // ES modules first: esbuild drops what nobody uses from them.
      mainFields: ["module", "main"],
      minify: true,
      legalComments: "none",
      charset: "utf8",
      define: { "process.env.NODE_ENV": '"production"' },
      logLevel: "silent",
      // Nothing of the project that synthesizes may change the bytes.
      tsconfigRaw: {},
    });
  } catch (error) {
    return refuse(buildProblem(options, error));
  }
  const inputs = built.metafile?.inputs ?? {};
  const forbidden = forbiddenModules(Object.keys(inputs));
  if (forbidden.length > 0) {
    return refuseAll(
      forbidden.map(
        ({ path, why }): FunctionProblem => ({
          code: "CORDON_FUNCTION_MODULE_FORBIDDEN",
          summary: `the bundle of ${options.name} holds a module that has no place in a Lambda: ${why}`,
          got: path,
          allowed: "modules that a request needs",
          fix: `find what imports it below ${relative(options.root, options.entry)}, and import something smaller`,
          where: path,
        }),
      ),
    );
  }
  const code = built.outputFiles?.[0]?.text ?? "";
  const bytes = Buffer.byteLength(code);
  if (bytes <= options.kibibytes * 1024) return accept({ code, inputs: Object.keys(inputs) });
  const largest = Object.entries(Object.values(built.metafile?.outputs ?? {})[0]?.inputs ?? {})
    .sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)
    .slice(0, 5)
    .map(([path, { bytesInOutput }]) => `${path} (${Math.ceil(bytesInOutput / 1024)} KiB)`);
  return refuse({
    code: "CORDON_FUNCTION_TOO_LARGE",
    summary: `the bundle of ${options.name} is too large, and its size is start-up time`,
    got: `${Math.ceil(bytes / 1024)} KiB, of it ${largest.join(", ")}`,
    allowed: `at most ${options.kibibytes} KiB`,
    fix: "import less, or raise bundleKibibytes in the function's contract with a reason",
    where: relative(options.root, options.entry),
  });
}

function buildProblem(options: BundleOptions, error: unknown): FunctionProblem {
  const messages = (error as { errors?: readonly import("esbuild").Message[] }).errors ?? [];
  const [first] = messages;
  return {
    code: "CORDON_FUNCTION_BUILD_FAILED",
    summary: `the source of ${options.name} cannot be bundled`,
    got: first?.text ?? String(error),
    allowed: "TypeScript or JavaScript whose imports resolve",
    fix: messages.length > 1 ? `correct it and ${messages.length - 1} more errors` : "correct it",
    ...(first?.location
      ? { where: `${first.location.file}:${first.location.line}:${first.location.column + 1}` }
      : {}),
  };
}
