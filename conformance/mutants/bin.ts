import process from "node:process";
import { MUTANTS } from "./mod.ts";
import { runMutant } from "./run_mutant.ts";

/**
 * `bin.ts ID`: a faulty peer under the control contract, as `fesa peer` is the
 * reference; without an ID, a list of them.
 */
async function main([id]: readonly string[]): Promise<number> {
  if (id === undefined) {
    for (const { id, title } of MUTANTS) console.log(`${id}  ${title}`);
    return 0;
  }
  const mutant = MUTANTS.find((one) => one.id === id);
  if (mutant === undefined) {
    console.error(`There is no mutant ${id}: without an id they are listed`);
    return 2;
  }
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort());
  const status = await runMutant(mutant, process.stdin, (line) => {
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }, stop.signal);
  process.stdin.destroy();
  return status;
}

process.exitCode = await main(process.argv.slice(2));
