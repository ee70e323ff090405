import { ExecClientTarget } from "../../../conformance/runner/exec_client.ts";
import { ExecServerTarget } from "../../../conformance/runner/exec_server.ts";
import type { Finding } from "../../../conformance/runner/finding.ts";
import {
  materials,
  TEST_DEPLOYMENT_KEY,
} from "../../../conformance/runner/materials.ts";
import type { Program } from "../../../conformance/runner/program.ts";
import { seededRandom } from "../../../conformance/runner/randomness.ts";
import type { Setup } from "../../../conformance/runner/setup.ts";
import { Transcript } from "../../../conformance/tester/transcript.ts";
import type { Tap } from "../../../conformance/tester/wire.ts";
import { runPeer } from "../../peer/run_peer.ts";
import { Recorder } from "../../vectors/record/recorder.ts";

const PATIENCE_MS = 5_000;
const MOST_BYTES = 4 * 2 ** 20;

/** The reference, as if it were a process of its own. */
const REFERENCE: Program = {
  name: "the reference",
  run: (input, print, signal) =>
    runPeer(input, print, { signal, complain: () => {} }),
};

/**
 * Plays what was found with the reference in the target's place, and records
 * it; undefined where that fails too: then nobody knows what is right.
 */
export async function playReference(
  { theCase, result, seed }: Finding,
  setup: Setup,
): Promise<Recorder | undefined> {
  const { key } = await materials();
  const keys = { privateKey: key, deploymentKey: TEST_DEPLOYMENT_KEY };
  const recorder = new Recorder(keys, MOST_BYTES);
  const target = theCase.role === "server"
    ? new ExecServerTarget(REFERENCE, {}, PATIENCE_MS)
    : new ExecClientTarget(REFERENCE, {}, PATIENCE_MS);
  try {
    const open = await target.open(theCase, {
      setup,
      transcript: new Transcript(),
      patience: PATIENCE_MS,
      runs: 1,
      seed,
      conversation: result.conversation,
      tap: recording(recorder, theCase.role),
      random: seededRandom(seed, "found"),
    });
    await open.run();
    await open.settle();
    return recorder;
  } catch {
    // The reference has the fault as well, or what it was told it can't do.
    return undefined;
  } finally {
    await target.stop();
  }
}

function recording(recorder: Recorder, target: "server" | "client"): Tap {
  const tester = target === "server" ? "client" : "server";
  const from = (way: ">" | "<") => way === ">" ? tester : target;
  return {
    bytes: (way, bytes) => recorder.take(from(way), bytes),
    end: (way) => recorder.end(from(way)),
  };
}
