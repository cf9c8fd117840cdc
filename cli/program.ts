import { Command, CommanderError } from "commander";
import { CordonError } from "../core/errors.js";
// biome-ignore lint/correctness/useImportExtensions: it is JSON, and no module of ours.
import packageJson from "../package.json" with { type: "json" };
import { access } from "./access/access.js";
import { check } from "./check/check.js";
import { diff } from "./check/diff.js";
import { explain } from "./check/explain.js";
import { describeCommand, type Surroundings } from "./command.js";
import { detect } from "./detect/detect.js";
import { identity } from "./identity/identity.js";
import { EXIT } from "./output/exit-codes.js";
import { problemLines } from "./output/problems.js";
import { policy } from "./policy/policy.js";
import { type Output, OutputLost, type Streams } from "./streams.js";

/** Everything that `cordon` can do; a new verb or group adds itself here. */
const COMMANDS = [check, diff, explain, policy, access, identity, detect];

/**
 * Runs `cordon` and returns its exit code.
 *
 * @param given the words after "cordon"
 */
export async function runCordon(given: readonly string[], streams: Streams): Promise<number> {
  let exitCode: number = EXIT.clean;
  const texts: (readonly [Output, string])[] = [];
  const program = cordon(texts, {
    streams,
    end: (code) => {
      exitCode = code;
    },
  });
  try {
    try {
      await program.parseAsync(given, { from: "user" });
    } finally {
      for (const [output, text] of texts) await output.write(text);
    }
    return exitCode;
  } catch (error) {
    return await exitCodeOf(error, streams.err);
  }
}

/** The program; what it says itself, help and bad usage, is collected, since it does not wait for a stream. */
function cordon(texts: (readonly [Output, string])[], surroundings: Surroundings): Command {
  const { out, err } = surroundings.streams;
  const program = new Command("cordon")
    .version(packageJson.version, "-V, --version", "print the version")
    .helpCommand(false)
    .showHelpAfterError("(cordon --help lists the commands)")
    .configureOutput({
      writeOut: (text) => texts.push([out, text]),
      writeErr: (text) => texts.push([err, text]),
    })
    .exitOverride();
  describeCommand(program, {
    description:
      "Zero-trust microsegmentation for AWS as code: prove who can reach what, before anything is deployed.",
    exitCodes:
      "0 clean, 1 findings, violations or a denial, 2 bad usage or unreadable input, 3 incomplete (UNKNOWN).",
    example: "cordon check cdktf.out && cordon policy check policies/",
  });
  for (const register of COMMANDS) register(program, surroundings);
  return program;
}

/** The exit code of what a verb threw, and its problems on `err`. A defect of Cordon goes on with its stack. */
async function exitCodeOf(error: unknown, err: Output): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.clean : EXIT.unusable;
  if (error instanceof OutputLost) return error.closedByReader ? EXIT.clean : EXIT.unusable;
  if (!(error instanceof CordonError)) throw error;
  await err.write(problemLines(error.problems));
  return EXIT.unusable;
}
