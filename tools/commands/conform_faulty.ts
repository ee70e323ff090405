import process from "node:process";
import { Readable } from "node:stream";
import { Command } from "commander";
import type { Mutant } from "../../conformance/mutants/mutant.ts";
import { nearestNames } from "../conform/nearest_names.ts";
import { wholeNumber } from "../conform/option_values.ts";
import { UsageError } from "../usage_error.ts";

/** `fesa conform faulty`. */
export function faultyCommand(): Command {
  return new Command("faulty")
    .description(
      "Run a peer with one fault, to see what the suite says of it: under " +
        "the control contract, or with --port as a server by itself",
    )
    .argument("[id]", "which one; without it they are listed")
    .option(
      "--port <number>",
      "stand there, with published keys; 0 takes a free one",
      wholeNumber(0, 65_535),
    )
    .action(faulty);
}

/** Loaded here alone: no other command needs the faults. */
async function faulty(
  id: string | undefined,
  { port }: { readonly port?: number },
): Promise<void> {
  const { MUTANTS } = await import("../../conformance/mutants/mod.ts");
  if (id === undefined) {
    if (port !== undefined) throw new UsageError("Name a fault for --port");
    for (const { id, title } of MUTANTS) print(`${id}  ${title}`);
    return;
  }
  const mutant = MUTANTS.find((one) => one.id === id);
  if (mutant === undefined) throw noSuchFault(id, MUTANTS);
  const stop = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"]) {
    process.once(signal, () => stop.abort());
  }
  process.exitCode = port === undefined
    ? await underContract(mutant, stop.signal)
    : await stand(mutant, port, stop.signal);
}

async function underContract(
  mutant: Mutant,
  signal: AbortSignal,
): Promise<number> {
  const { runMutant } = await import("../../conformance/mutants/run_mutant.ts");
  const say = (line: unknown): void => print(JSON.stringify(line));
  const status = await runMutant(mutant, process.stdin, say, signal);
  // An open pipe on standard input would keep the process.
  process.stdin.destroy();
  return status;
}

/** What it would report of each connection is said to nobody. */
async function stand(
  mutant: Mutant,
  port: number,
  signal: AbortSignal,
): Promise<number> {
  if (mutant.role !== "server") {
    throw new UsageError(`Cannot use --port: ${mutant.id} is a client's fault`);
  }
  const { runMutant } = await import("../../conformance/mutants/run_mutant.ts");
  const { standingServer } = await import(
    "../../conformance/mutants/standing_server.ts"
  );
  const input = Readable.from([`${JSON.stringify(standingServer(port))}\n`]);
  return await runMutant(mutant, input, (line) => {
    if (line.event === "listening") print(JSON.stringify(line));
  }, signal);
}

function noSuchFault(id: string, mutants: readonly Mutant[]): UsageError {
  const [near] = nearestNames(id, mutants.map(({ id }) => id), 1);
  const hint = near === undefined
    ? "fesa conform faulty lists them"
    : `is it ${near}? fesa conform faulty lists them`;
  return new UsageError(`There is no fault ${id}: ${hint}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
