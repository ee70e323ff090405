import process from "node:process";
import { Command } from "commander";
import { runPeer } from "../peer/run_peer.ts";

/** `fesa peer`: the reference implementation under the control contract. */
export function peerCommand(): Command {
  return new Command("peer")
    .description(
      "Run the reference implementation under the control contract " +
        "fesa-control/1: JSON lines in, JSON lines out (spec/control-contract.md)",
    )
    .action(async () => {
      const stop = new AbortController();
      process.once("SIGTERM", () => stop.abort());
      const print = (line: Readonly<Record<string, unknown>>): void => {
        process.stdout.write(`${JSON.stringify(line)}\n`);
      };
      const { signal } = stop;
      process.exitCode = await runPeer(process.stdin, print, { signal });
      // An open pipe on standard input would keep the process.
      process.stdin.destroy();
    });
}
