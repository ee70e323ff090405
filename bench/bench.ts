import { availableParallelism } from "node:os";
import process from "node:process";
import { benchBulk } from "./bulk.ts";
import { benchClaims } from "./claims.ts";
import { benchCodec } from "./codec.ts";
import { benchLatency } from "./latency.ts";
import { benchHandshakes } from "./handshakes.ts";
import { benchIdentity } from "./identity.ts";

const SECTIONS: Readonly<Record<string, () => void | Promise<void>>> = {
  codec: benchCodec,
  bulk: benchBulk,
  latency: benchLatency,
  handshakes: benchHandshakes,
  identity: benchIdentity,
  claims: benchClaims,
};

/**
 * Runs the sections named (all, without any), each against its peer in the
 * same run. Prints ratios and never judges; returns the exit status.
 */
export async function bench(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(SECTIONS, name));
  if (unknown !== undefined) {
    console.error(
      `No section "${unknown}": there are ${Object.keys(SECTIONS).join(", ")}`,
    );
    return 2;
  }
  console.log(
    `Node ${process.versions.node}, ${availableParallelism()} cores. A ratio is the median of pairs measured one after the other, with its quartiles.`,
  );
  for (const [name, run] of Object.entries(SECTIONS)) {
    if (names.length === 0 || names.includes(name)) await run();
  }
  return 0;
}
