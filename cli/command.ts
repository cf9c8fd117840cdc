import type { Command, Option } from "commander";
import type { Streams } from "./streams.js";

/**
 * What a verb does. It writes to the streams alone, and returns the exit code.
 *
 * It throws CordonError for bad usage and unreadable input, which makes exit 2.
 */
export type Run<Arguments extends readonly unknown[], Options> = (
  given: Arguments,
  options: Options,
  streams: Streams,
) => Promise<number>;

/** What `--help` says about a command. */
export interface Described {
  readonly name: string;
  /** One line for the list of commands. @default - the description */
  readonly summary?: string;
  readonly description: string;
  /** Lines before the exit codes. @default - none */
  readonly notes?: string;
  /** What each exit code means here. @default - left out: a group has those of its verbs */
  readonly exitCodes?: string;
  readonly example: string;
  /** Bad usage is one line, for scripts that read it. Verbs take it from their group. @default - with a hint on help */
  readonly isTerse?: true;
}

/** A verb: what it is called, what it takes, and where its run is. */
export interface Verb<Arguments extends readonly unknown[], Options> extends Described {
  /** Name, as "<path>" or "[path]", and description of each positional argument. @default - none */
  readonly arguments?: readonly (readonly [name: string, description: string])[];
  readonly options: readonly Option[];
  /** Loads the run, and with it all that it needs. No other verb waits for that. */
  readonly load: () => Promise<Run<Arguments, Options>>;
}

/** What a verb gets from the program that it is part of. */
export interface Surroundings {
  readonly streams: Streams;
  /** Takes the exit code of the verb that ran. */
  end(exitCode: number): void;
}

/** Adds a command to the program, or to a group. */
export type Registration = (parent: Command, surroundings: Surroundings) => void;

/** A verb, ready to be added. */
export function verb<Arguments extends readonly unknown[], Options>(
  declared: Verb<Arguments, Options>,
): Registration {
  const positional = declared.arguments ?? [];
  return (parent, { streams, end }) => {
    const command = describeCommand(parent.command(declared.name), declared);
    for (const [name, description] of positional) command.argument(name, description);
    for (const option of declared.options) command.addOption(option);
    // Commander hands over one value an argument, then the options.
    command.action(async (...given: unknown[]) => {
      const run = await declared.load();
      const values = given.slice(0, positional.length) as readonly unknown[] as Arguments;
      end(await run(values, given[positional.length] as Options, streams));
    });
  };
}

/** A group of verbs, ready to be added. */
export function group(declared: Described, verbs: readonly Registration[]): Registration {
  return (parent, surroundings) => {
    const command = describeCommand(parent.command(declared.name), declared).helpCommand(false);
    for (const register of verbs) register(command, surroundings);
    if (declared.isTerse) for (const one of [command, ...command.commands]) one.showHelpAfterError(false);
  };
}

/** Puts the texts of `--help` on a command. */
export function describeCommand(command: Command, described: Omit<Described, "name">): Command {
  const { summary, description, notes, exitCodes, example } = described;
  if (summary !== undefined) command.summary(summary);
  const after = [
    ...(notes === undefined ? [] : [notes]),
    ...(exitCodes === undefined ? [] : [`Exit codes: ${exitCodes}`]),
  ];
  const paragraphs = [...(after.length === 0 ? [] : [after.join("\n")]), `Example:\n  $ ${example}`];
  return command.description(description).addHelpText("after", `\n${paragraphs.join("\n\n")}`);
}
