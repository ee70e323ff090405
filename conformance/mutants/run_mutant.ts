import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { type Implementation, runPeer } from "../../tools/peer/run_peer.ts";
import { faultyConnect } from "./faulty_client.ts";
import { faultyListen } from "./faulty_server.ts";
import type { Line, Mutant } from "./mutant.ts";

/**
 * Runs a mutant under the control contract, as `fesa peer` runs the reference;
 * without one it is the reference, put together as the mutants are. Gives the
 * exit status.
 */
export function runMutant(
  mutant: Partial<Mutant>,
  input: NodeJS.ReadableStream,
  print: (line: Line) => void,
  signal: AbortSignal,
): Promise<number> {
  const { plant, hear, report = (line) => line } = mutant;
  const say = (line: Line) => {
    const reported = report(line);
    if (reported !== undefined) print(reported);
  };
  const connect = faultyConnect(plant, say);
  const listen = faultyListen(plant, say);
  const implementation: Implementation = {
    listen: (options) => mutant.listen?.(options, listen) ?? listen(options),
    connect: (options) =>
      mutant.connect?.(options, connect) ?? connect(options),
  };
  const complain = (): void => {};
  const heard = hear ? Readable.from(changed(input, hear)) : input;
  return runPeer(heard, say, { implementation, signal, complain });
}

/** Lines of the contract, each changed. */
async function* changed(
  input: NodeJS.ReadableStream,
  hear: (line: Line) => Line,
): AsyncGenerator<string> {
  for await (const line of createInterface({ input })) {
    yield `${JSON.stringify(hear(JSON.parse(line)))}\n`;
  }
}
