import { readFileSync } from "node:fs";
import process from "node:process";
import { Command, CommanderError } from "commander";
import { type CommandEntry, COMMANDS } from "./commands.ts";
import { UsageError } from "./usage_error.ts";

/** Exit statuses of the program itself; a command may set others. */
const EXIT_USAGE = 2;
/** EX_SOFTWARE of sysexits.h. */
const EXIT_INTERNAL = 70;
/** What a shell shows of a program that SIGPIPE ended: never 0. */
const EXIT_BROKEN_PIPE = 141;

/**
 * The command line `fesa`: reads `args`, loads the one command they name, runs
 * it. Sets `process.exitCode` and never throws: a mistake of the caller's is
 * one line on standard error and status 2, a fault of ours is one line and
 * status 70 (with its stack where `FESA_DEBUG=1`), a reader that went away
 * ends the program quietly.
 */
export async function main(
  args: readonly string[],
  commands: Readonly<Record<string, CommandEntry>> = COMMANDS,
): Promise<void> {
  process.stdout.on("error", onStreamError);
  process.stderr.on("error", onStreamError);
  process.on("uncaughtException", (error) => {
    report(error);
    process.exit();
  });
  try {
    const program = await programFor(args, commands);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    report(asMistake(error, args));
  }
}

/** The program with the command that `args` begin with; all, without one. */
async function programFor(
  args: readonly string[],
  commands: Readonly<Record<string, CommandEntry>>,
): Promise<Command> {
  const program = new Command("fesa")
    .description("The FESA Secure Channel Protocol: run it, test it, read it")
    .version(version(), "-V, --version", "Print the version")
    .helpOption("-h, --help", "Print this help")
    .configureHelp({ showGlobalOptions: false })
    .exitOverride()
    .helpCommand("help [command]", "Print the help of a command")
    .configureOutput({ writeErr: () => {} });
  const wanted = args.find((arg) => !arg.startsWith("-"));
  const helped = wanted === "help" ? args[args.indexOf("help") + 1] : wanted;
  for (const [name, { summary, load }] of Object.entries(commands)) {
    program.addCommand(
      name === helped
        ? inherit(await load(), program)
        : new Command(name).summary(summary),
    );
  }
  if (args.length === 0) {
    throw new UsageError("No command given: fesa --help lists them");
  }
  if (
    wanted !== undefined && wanted !== "help" &&
    !Object.hasOwn(commands, wanted)
  ) {
    throw new UsageError(`No command "${wanted}": fesa --help lists them`);
  }
  return program;
}

/** Gives a command and those under it the program's ways to fail. */
function inherit(command: Command, from: Command): Command {
  command.copyInheritedSettings(from);
  for (const sub of command.commands) inherit(sub as Command, command);
  return command;
}

function version(): string {
  const text = readFileSync(
    new URL("../package.json", import.meta.url),
    "utf8",
  );
  return (JSON.parse(text) as { version: string }).version;
}

/** Where a command needs another one under it, commander only prints help. */
function asMistake(error: unknown, args: readonly string[]): unknown {
  const isHelp = error instanceof CommanderError &&
    error.code === "commander.help" && error.exitCode !== 0;
  return isHelp
    ? new UsageError(
      `No command given: fesa ${args.join(" ")} --help lists them`,
    )
    : error;
}

/** Says what went wrong, in one line, and sets the exit status. */
function report(error: unknown): void {
  if (error instanceof CommanderError) {
    // Help and the version are no errors to commander either: status 0.
    if (error.exitCode === 0) return;
    process.exitCode = error.exitCode === 1 ? EXIT_USAGE : error.exitCode;
    return say(error.message);
  }
  if (error instanceof UsageError) {
    process.exitCode = EXIT_USAGE;
    return say(error.message);
  }
  process.exitCode = EXIT_INTERNAL;
  say(`internal error: ${error instanceof Error ? error.message : error}`);
  if (process.env.FESA_DEBUG === "1" && error instanceof Error) {
    process.stderr.write(`${error.stack}\n`);
  }
}

function say(message: string): void {
  process.stderr.write(`${message.trim().replaceAll(/\s*\n\s*/g, " ")}\n`);
}

/** Only what our own output meets counts: a socket has its own EPIPE. */
function onStreamError(error: Error & { code?: string }): void {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT_BROKEN_PIPE);
}
