import { createRequire } from "node:module";

/**
 * Lets cdktf keep no stack trace of its tokens while tests run.
 *
 * It takes one of unlimited length for every token, and the test runner maps each of its lines back to a source: three
 * quarters of the time of a test that builds constructs. Nothing but cdktf's own error messages shows them.
 */
const stackTraces = createRequire(import.meta.url)("cdktf/lib/tokens/private/stack-trace.js") as {
  captureStackTrace: () => string[];
};
if (typeof stackTraces.captureStackTrace !== "function")
  throw new Error("cdktf takes its stack traces elsewhere now.");
stackTraces.captureStackTrace = () => [];
