import { Command } from "commander";
import process from "node:process";
import { VECTORS } from "../vectors/generate.ts";
import { type TopicResult, verifyDirectory } from "../vectors/verify.ts";
import { named, withTopics } from "./vectors_options.ts";

/** `fesa vectors verify`: the reference against vectors. */
export function verifyCommand(): Command {
  return withTopics(new Command("verify"))
    .description("Hold the reference implementation against the vectors")
    .option("--dir <dir>", "where the vectors are, or one file", VECTORS)
    .action(verify);
}

async function verify(
  flags: { readonly topic: readonly string[]; readonly dir: string },
): Promise<void> {
  named(flags.topic);
  const result = await verifyDirectory(flags.dir, flags.topic, print);
  const faults = [
    ...result.faults,
    ...result.topics.flatMap(({ faults }) => faults),
  ];
  printFaults(result.faults);
  const total = result.topics.reduce((n, { vectors }) => n + vectors, 0);
  console.log(
    faults.length === 0
      ? `The reference agrees with all ${total} vectors`
      : `${faults.length} faults in ${total} vectors and their files`,
  );
  if (faults.length > 0) process.exitCode = 1;
}

function print(result: TopicResult): void {
  const { vectors, accepted, milliseconds, faults } = result;
  console.log(
    `${result.topic.padEnd(12)} ${String(vectors).padStart(5)} vectors, ` +
      `${String(accepted).padStart(4)} to accept, ` +
      `${String(vectors - accepted).padStart(4)} not, ` +
      `${String(faults.length).padStart(3)} wrong, ` +
      `${milliseconds.toFixed(0).padStart(6)} ms`,
  );
  printFaults(faults);
}

/** Faults of one topic that are printed: where all fail, one cause is enough. */
const MOST_FAULTS = 50;

function printFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, MOST_FAULTS)) console.error(fault);
  const more = faults.length - MOST_FAULTS;
  if (more > 0) console.error(`and ${more} more`);
}
